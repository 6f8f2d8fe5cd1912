package io.codefleet.broker.redis.record;

import io.codefleet.AttemptInfo;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.wire.OutcomeJson;
import io.codefleet.wire.TaskJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A task as it is stored. */
public final class TaskRecord {
    private static final int FINGERPRINT_BYTES = 16;

    private TaskRecord() {}

    /** Tells bodies apart: the first half of their SHA-256. */
    public static String fingerprint(Buffer body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes());
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, FINGERPRINT_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The letter of a state. */
    public static String state(TaskStatus status) {
        return switch (status) {
            case QUEUED -> "q";
            case DELAYED -> "d";
            case RUNNING -> "r";
            case COMPLETED -> "c";
            case FAILED -> "f";
            case CANCELLED -> "x";
        };
    }

    private static TaskStatus status(String what, String state) {
        return Arrays.stream(TaskStatus.values())
                .filter(status -> state(status).equals(state))
                .findFirst()
                .orElseThrow(() -> new MalformedDataException(what, "its state is not known", null));
    }

    /**
     * From the parts of a summary.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static TaskSummary summary(String id, Response v) {
        TaskStatus status = status("task " + id, Answer.text(v, 0));
        Shape shape = new Shape(Answer.text(v, 1));
        return new TaskSummary(
                id,
                shape.type(),
                status,
                shape.priority(),
                shape.requiredCapabilities(),
                (int) Answer.number(v, 3),
                (int) Answer.number(v, 4),
                Answer.optionalText(v, 5),
                Times.instant(Answer.number(v, 6)),
                Answer.optionalNumber(v, 7).map(Times::instant),
                Answer.optionalNumber(v, 8).map(Times::instant),
                status == TaskStatus.DELAYED ? Answer.optionalNumber(v, 9).map(Times::instant) : Optional.empty(),
                Answer.optionalText(v, 2),
                Answer.optionalText(v, 10).isPresent() && !status.isTerminal());
    }

    /** From id, summary, body, outcome, progress and ended attempts; absent if it is damaged. */
    public static Optional<TaskInfo> info(Response v) {
        String id = Answer.text(v, 0);
        try {
            TaskSummary summary = summary(id, Answer.list(v, 1));
            Task task = TaskJson.decode("task " + id, Answer.bytes(v, 2));
            return Optional.of(new TaskInfo(
                    summary, task, outcome(summary, v), progress(id, v), history(summary, Answer.list(v, 5))));
        } catch (CodefleetException e) {
            return Optional.empty();
        }
    }

    private static Optional<Outcome> outcome(TaskSummary task, Response v) {
        return task.finishedAt()
                .map(finished -> OutcomeRecord.read(
                        task.id(), state(task.status()), task.attempt(), finished, Answer.bytes(v, 3)));
    }

    private static Optional<Progress> progress(String id, Response v) {
        return Answer.optionalText(v, 4)
                .map(said -> OutcomeJson.decodeProgress("the progress of task " + id, Buffer.buffer(said)));
    }

    private static List<AttemptInfo> history(TaskSummary task, Response entries) {
        List<AttemptInfo> history = new ArrayList<>();
        for (Response entry : entries) {
            history.add(attempt(task.id(), entry.toString()));
        }
        boolean runs = task.status() == TaskStatus.RUNNING;
        if (runs || task.status() == TaskStatus.COMPLETED) {
            history.add(new AttemptInfo(
                    task.attempt(),
                    task.workerId().orElse(""),
                    task.startedAt().orElse(task.submittedAt()),
                    task.finishedAt(),
                    runs ? Optional.empty() : Optional.of(AttemptInfo.End.COMPLETED),
                    Optional.empty()));
        }
        return history;
    }

    /** From {@code attempt worker started ended end error}. */
    private static AttemptInfo attempt(String id, String entry) {
        String what = "the history of task " + id;
        String[] parts = entry.split(" ", 6);
        try {
            Optional<TaskError> error = parts[5].isEmpty()
                    ? Optional.empty()
                    : Optional.of(OutcomeJson.decodeError(what, Buffer.buffer(parts[5])));
            return new AttemptInfo(
                    Integer.parseInt(parts[0]),
                    parts[1],
                    Times.instant(Long.parseLong(parts[2])),
                    Optional.of(Times.instant(Long.parseLong(parts[3]))),
                    Optional.of(AttemptInfo.End.valueOf(parts[4])),
                    error);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new MalformedDataException(what, "an entry is damaged", e);
        }
    }
}
