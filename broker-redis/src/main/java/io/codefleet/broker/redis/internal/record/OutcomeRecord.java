package io.codefleet.broker.redis.internal.record;

import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.broker.CancelReason;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.OutcomeJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.Optional;

/**
 * An outcome as it is stored: a state, and a payload of JSON that is a result, an error or the text of a reason. What cannot be
 * read is a failure that says so, never an exception: a client that waits for the outcome must get one.
 */
public final class OutcomeRecord {
    private OutcomeRecord() {}

    /**
     * The parts of an outcome as they are stored.
     *
     * @param used what the ended attempts consumed, but for that of a result
     */
    record Stored(String state, int attempts, Instant finished, Buffer payload, Usage used) {}

    /** Reads an outcome from state, attempts, finished, payload and usage, which begin at this part of an answer. */
    public static Outcome read(Payloads payloads, String taskId, Response answer, int from) {
        Stored stored = new Stored(
                ScriptReply.text(answer, from),
                ScriptReply.count(answer, from + 1),
                Times.instant(ScriptReply.number(answer, from + 2)),
                ScriptReply.bytes(answer, from + 3),
                UsageText.read(ScriptReply.text(answer, from + 4)));
        return read(payloads, taskId, stored);
    }

    /**
     * Reads an outcome from one line of a message: {@code id state attempts/usage finished payload}; absent if the line has
     * no payload.
     */
    public static Optional<Outcome> read(Payloads payloads, String line) {
        String[] parts = line.split(" ", 5);
        if (parts.length < 5) {
            return Optional.empty();
        }
        String[] attempts = parts[2].split("/", 2);
        try {
            Stored stored = new Stored(
                    parts[1],
                    ScriptReply.count(Long.parseLong(attempts[0])),
                    Times.instant(Long.parseLong(parts[3])),
                    Buffer.buffer(parts[4]),
                    attempts.length == 1 ? Usage.NONE : UsageText.read(attempts[1]));
            return Optional.of(read(payloads, parts[0], stored));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the task id with which a line of a message begins. */
    public static String idOf(String line) {
        int end = line.indexOf(' ');
        return end < 0 ? line : line.substring(0, end);
    }

    static Outcome read(Payloads payloads, String taskId, Stored stored) {
        int attempts = stored.attempts();
        Instant finished = stored.finished();
        String what = "the outcome of task " + taskId;
        try {
            return Decoding.decode(what, () -> switch (stored.state()) {
                case "c" -> {
                    TaskResult result =
                            OutcomeJson.decodeResult(what, payloads.open(PayloadKind.RESULT, taskId, stored.payload()));
                    Usage all = stored.used().plus(result.usage());
                    yield new Outcome.Completed(taskId, attempts, finished, result, all);
                }
                case "x" -> {
                    CancelReason cancel = CancelRecord.read(payloads, taskId, stored.payload());
                    yield new Outcome.Cancelled(
                            taskId, attempts, finished, cancel.reason(), cancel.ancestorId(), stored.used());
                }
                case "f" -> {
                    TaskError error = ErrorRecord.read(payloads, what, taskId, stored.payload());
                    yield new Outcome.Failed(taskId, attempts, finished, error, stored.used());
                }
                default -> throw new MalformedDataException(what, "its state is not that of an ended task", null);
            });
        } catch (MalformedDataException e) {
            TaskError error = TaskError.of(ErrorKind.MALFORMED, e.getMessage());
            return new Outcome.Failed(taskId, attempts, finished, error, stored.used());
        } catch (UnsupportedVersionException e) {
            TaskError error = TaskError.of(ErrorKind.UNSUPPORTED_VERSION, e.getMessage());
            return new Outcome.Failed(taskId, attempts, finished, error, stored.used());
        }
    }
}
