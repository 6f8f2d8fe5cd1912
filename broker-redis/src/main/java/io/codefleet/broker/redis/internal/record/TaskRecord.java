package io.codefleet.broker.redis.internal.record;

import io.codefleet.AttemptInfo;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.broker.redis.internal.payload.Payloads;
import io.codefleet.codec.PayloadKind;
import io.codefleet.error.MalformedDataException;
import io.codefleet.json.OutcomeJson;
import io.codefleet.json.TaskJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A task as it is stored. */
public final class TaskRecord {
    private TaskRecord() {}

    /** Returns the letter of a state. */
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
     * Reads a summary from its parts.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static TaskSummary summary(Payloads payloads, String id, Response v) {
        return Decoding.decode("task " + id, () -> summaryOf(payloads, id, v));
    }

    private static TaskSummary summaryOf(Payloads payloads, String id, Response v) {
        TaskStatus status = status("task " + id, ScriptReply.text(v, 0));
        RoutingHeader header = new RoutingHeader(ScriptReply.text(v, 1));
        return TaskSummary.builder(id, header.type(), status, Times.instant(ScriptReply.number(v, 6)))
                .priority(header.priority())
                .requiredCapabilities(header.requiredCapabilities())
                .attempt(ScriptReply.count(v, 3))
                .failures(ScriptReply.count(v, 4))
                .workerId(ScriptReply.optionalText(v, 5).orElse(null))
                .startedAt(ScriptReply.optionalNumber(v, 7).map(Times::instant).orElse(null))
                .finishedAt(ScriptReply.optionalNumber(v, 8).map(Times::instant).orElse(null))
                .dueAt(
                        status == TaskStatus.DELAYED
                                ? ScriptReply.optionalNumber(v, 9)
                                        .map(Times::instant)
                                        .orElse(null)
                                : null)
                .parentId(ScriptReply.optionalText(v, 2).orElse(null))
                .cancelRequested(ScriptReply.optionalText(v, 10).isPresent() && !status.isTerminal())
                .labels(LabelsRecord.read(payloads, id, ScriptReply.text(v, 11)))
                .cost(UsageText.read(ScriptReply.text(v, 12))
                        .plus(UsageText.read(ScriptReply.text(v, 13)))
                        .cost())
                .build();
    }

    /**
     * Reads the details of a task from id, summary, body, outcome, progress, ended attempts and what they consumed.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static TaskInfo info(Payloads payloads, Response v) {
        String id = ScriptReply.text(v, 0);
        return Decoding.decode("task " + id, () -> infoOf(payloads, id, v));
    }

    private static TaskInfo infoOf(Payloads payloads, String id, Response v) {
        TaskSummary summary = summary(payloads, id, ScriptReply.list(v, 1));
        Optional<Outcome> outcome = outcome(payloads, summary, v);
        return TaskInfo.builder(summary, task(payloads, id, ScriptReply.bytes(v, 2)))
                .outcome(outcome.orElse(null))
                .progress(progress(payloads, id, v).orElse(null))
                .history(history(payloads, summary, outcome, ScriptReply.list(v, 5)))
                .build();
    }

    /**
     * Reads a task from its body.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static Task task(Payloads payloads, String id, Buffer body) {
        String what = "task " + id;
        return Decoding.decode(what, () -> TaskJson.decode(what, payloads.open(PayloadKind.TASK, id, body)));
    }

    /**
     * Reads progress from the text that a running attempt stored.
     *
     * @throws MalformedDataException if it is damaged
     */
    public static Progress progress(Payloads payloads, String id, Buffer text) {
        String what = "the progress of task " + id;
        return Decoding.decode(
                what, () -> OutcomeJson.decodeProgress(what, payloads.open(PayloadKind.PROGRESS, id, text)));
    }

    private static Optional<Outcome> outcome(Payloads payloads, TaskSummary task, Response v) {
        return task.finishedAt()
                .map(finished -> OutcomeRecord.read(
                        payloads,
                        task.id(),
                        new OutcomeRecord.Stored(
                                state(task.status()),
                                task.attempt(),
                                finished,
                                ScriptReply.bytes(v, 3),
                                UsageText.read(ScriptReply.text(v, 6)))));
    }

    private static Optional<Progress> progress(Payloads payloads, String id, Response v) {
        return ScriptReply.optionalText(v, 4).map(text -> progress(payloads, id, Buffer.buffer(text)));
    }

    private static List<AttemptInfo> history(
            Payloads payloads, TaskSummary task, Optional<Outcome> outcome, Response entries) {
        List<AttemptInfo> history = new ArrayList<>();
        for (Response entry : entries) {
            history.add(attempt(payloads, task.id(), entry.toString()));
        }
        boolean runs = task.status() == TaskStatus.RUNNING;
        if (runs || task.status() == TaskStatus.COMPLETED) {
            history.add(AttemptInfo.builder(
                            task.attempt(),
                            task.workerId().orElse(""),
                            task.startedAt().orElse(task.submittedAt()))
                    .endedAt(task.finishedAt().orElse(null))
                    .end(runs ? null : AttemptInfo.End.COMPLETED)
                    .usage(outcome.map(TaskRecord::usageOfResult).orElse(Usage.NONE))
                    .build());
        }
        return history;
    }

    private static Usage usageOfResult(Outcome outcome) {
        return outcome instanceof Outcome.Completed completed
                ? completed.result().usage()
                : Usage.NONE;
    }

    /** Returns how an attempt ended; absent if the code is that of a newer version. */
    private static Optional<AttemptInfo.End> end(String code) {
        return Arrays.stream(AttemptInfo.End.values())
                .filter(each -> each.code().equals(code))
                .findFirst();
    }

    /** Reads an attempt from {@code attempt worker started ended end/usage error}. */
    private static AttemptInfo attempt(Payloads payloads, String id, String entry) {
        String what = "the history of task " + id;
        String[] parts = entry.split(" ", 6);
        try {
            String[] end = parts[4].split("/", 2);
            Optional<TaskError> error = parts[5].isEmpty()
                    ? Optional.empty()
                    : Optional.of(ErrorRecord.read(payloads, what, id, Buffer.buffer(parts[5])));
            return AttemptInfo.builder(Integer.parseInt(parts[0]), parts[1], Times.instant(Long.parseLong(parts[2])))
                    .endedAt(Times.instant(Long.parseLong(parts[3])))
                    .end(end(end[0]).orElse(null))
                    .error(error.orElse(null))
                    .usage(end.length == 1 ? Usage.NONE : UsageText.read(end[1]))
                    .build();
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new MalformedDataException(what, "an entry is damaged", e);
        }
    }
}
