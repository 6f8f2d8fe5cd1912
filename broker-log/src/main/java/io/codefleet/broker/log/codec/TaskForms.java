package io.codefleet.broker.log.codec;

import io.codefleet.AttemptInfo;
import io.codefleet.Checkpoint;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Spending.Spent;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskLabels;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.json.OutcomeJson;
import io.codefleet.json.TaskJson;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tasks and what belongs to them. Content keeps its stored form, JSON, as a field. */
public final class TaskForms {
    private TaskForms() {}

    /** Writes a task. */
    public static void task(FieldWriter to, Task task) {
        to.buffer(1, TaskJson.encode(task).toBuffer());
    }

    /** Reads a task. */
    public static Task task(FieldReader from) {
        return TaskJson.decode("a task", from.buffer(1));
    }

    /** Writes an outcome. */
    public static void outcome(FieldWriter to, Outcome outcome) {
        to.buffer(1, OutcomeJson.encode(outcome).toBuffer());
    }

    /** Reads an outcome. */
    public static Outcome outcome(FieldReader from) {
        return OutcomeJson.decode("an outcome", from.buffer(1));
    }

    /** Writes a result. */
    public static void result(FieldWriter to, TaskResult result) {
        to.buffer(1, OutcomeJson.encode(result).toBuffer());
    }

    /** Reads a result. */
    public static TaskResult result(FieldReader from) {
        return OutcomeJson.decodeResult("a result", from.buffer(1));
    }

    /** Writes an error. */
    public static void error(FieldWriter to, TaskError error) {
        to.buffer(1, OutcomeJson.encode(error).toBuffer());
    }

    /** Reads an error. */
    public static TaskError error(FieldReader from) {
        return OutcomeJson.decodeError("an error", from.buffer(1));
    }

    /** Writes a checkpoint. */
    public static void checkpoint(FieldWriter to, Checkpoint checkpoint) {
        to.buffer(1, OutcomeJson.encode(checkpoint).toBuffer());
    }

    /** Reads a checkpoint. */
    public static Checkpoint checkpoint(FieldReader from) {
        return OutcomeJson.decodeCheckpoint("a checkpoint", from.buffer(1));
    }

    /** Writes the progress that an attempt reports. */
    public static void progress(FieldWriter to, Progress progress) {
        to.buffer(1, OutcomeJson.encode(progress).toBuffer());
    }

    /** Reads the progress that an attempt reports. */
    public static Progress progress(FieldReader from) {
        return OutcomeJson.decodeProgress("a progress", from.buffer(1));
    }

    /** Writes what was consumed. */
    public static void usage(FieldWriter to, Usage usage) {
        to.number(1, usage.inputTokens())
                .number(2, usage.outputTokens())
                .number(3, usage.reasoningTokens())
                .number(4, usage.cacheReadTokens())
                .number(5, usage.cacheWriteTokens())
                .text(6, usage.cost().toPlainString());
    }

    /** Reads what was consumed. */
    public static Usage usage(FieldReader from) {
        Usage usage = Usage.builder()
                .inputTokens(from.number(1, 0))
                .outputTokens(from.number(2, 0))
                .reasoningTokens(from.number(3, 0))
                .cacheReadTokens(from.number(4, 0))
                .cacheWriteTokens(from.number(5, 0))
                .cost(new BigDecimal(from.text(6)))
                .build();
        // A task that waits has used nothing, and a leader keeps many.
        return usage.equals(Usage.NONE) ? Usage.NONE : usage;
    }

    /** Writes what an allowance has spent. */
    public static void spent(FieldWriter to, Spent spent) {
        to.text(1, spent.cost().toPlainString()).number(2, spent.tokens()).number(3, spent.attempts());
    }

    /** Reads what an allowance has spent. */
    public static Spent spent(FieldReader from) {
        return new Spent(new BigDecimal(from.text(1)), from.number(2), from.number(3));
    }

    /** Writes an attempt. */
    public static void attempt(FieldWriter to, AttemptInfo attempt) {
        to.number(1, attempt.attempt())
                .text(2, attempt.workerId())
                .instant(3, attempt.startedAt())
                .instant(4, attempt.endedAt())
                .text(5, attempt.end().map(AttemptInfo.End::code))
                .optional(6, attempt.error(), TaskForms::error)
                .message(7, attempt.usage(), TaskForms::usage);
    }

    /** Reads an attempt. */
    public static AttemptInfo attempt(FieldReader from) {
        return AttemptInfo.builder(from.integer(1), from.text(2), from.instant(3))
                .endedAt(from.optionalInstant(4).orElse(null))
                .end(from.constants(5, AttemptInfo.End.class).stream()
                        .findFirst()
                        .orElse(null))
                .error(from.optionalMessage(6, TaskForms::error).orElse(null))
                .usage(from.message(7, TaskForms::usage))
                .build();
    }

    /** Writes a line of a list of tasks. */
    public static void summary(FieldWriter to, TaskSummary task) {
        to.text(1, task.id())
                .text(2, task.type())
                .constant(3, task.status())
                .number(4, task.priority())
                .texts(5, task.requiredCapabilities())
                .number(6, task.attempt())
                .number(7, task.failures())
                .text(8, task.workerId())
                .instant(9, task.submittedAt())
                .instant(10, task.startedAt())
                .instant(11, task.finishedAt())
                .instant(12, task.dueAt())
                .text(13, task.parentId())
                .flag(14, task.cancelRequested())
                .message(15, task.labels(), TaskForms::labels)
                .text(16, task.cost().toPlainString());
    }

    /** Reads a line of a list of tasks. */
    public static TaskSummary summary(FieldReader from) {
        return TaskSummary.builder(from.text(1), from.text(2), from.constant(3, TaskStatus.class), from.instant(9))
                .priority(from.integer(4))
                .requiredCapabilities(new TreeSet<>(from.texts(5)))
                .attempt(from.integer(6))
                .failures(from.integer(7))
                .workerId(from.optionalText(8).orElse(null))
                .startedAt(from.optionalInstant(10).orElse(null))
                .finishedAt(from.optionalInstant(11).orElse(null))
                .dueAt(from.optionalInstant(12).orElse(null))
                .parentId(from.optionalText(13).orElse(null))
                .cancelRequested(from.flag(14))
                .labels(from.optionalMessage(15, TaskForms::labels).orElse(TaskLabels.NONE))
                .cost(new BigDecimal(from.optionalText(16).orElse("0")))
                .build();
    }

    private static void labels(FieldWriter to, TaskLabels labels) {
        to.text(1, labels.submitter()).text(3, labels.project()).text(4, labels.model());
        tags(to, 2, labels.tags());
    }

    private static TaskLabels labels(FieldReader from) {
        return new TaskLabels(from.optionalText(1), tags(from, 2), from.optionalText(3), from.optionalText(4));
    }

    /** Writes tags. */
    static void tags(FieldWriter to, int field, Map<String, String> tags) {
        to.messages(
                field, tags.entrySet(), (one, tag) -> one.text(1, tag.getKey()).text(2, tag.getValue()));
    }

    /** Reads tags. */
    static SortedMap<String, String> tags(FieldReader from, int field) {
        SortedMap<String, String> tags = new TreeMap<>();
        from.messages(field, tag -> tags.put(tag.text(1), tag.text(2)));
        return tags;
    }

    /** Writes all that is known of a task. */
    public static void info(FieldWriter to, TaskInfo info) {
        to.message(1, info.summary(), TaskForms::summary)
                .message(2, info.task(), TaskForms::task)
                .optional(3, info.outcome(), TaskForms::outcome)
                .optional(4, info.progress(), TaskForms::progress)
                .messages(5, info.history(), TaskForms::attempt);
    }

    /** Reads all that is known of a task. */
    public static TaskInfo info(FieldReader from) {
        return TaskInfo.builder(from.message(1, TaskForms::summary), from.message(2, TaskForms::task))
                .outcome(from.optionalMessage(3, TaskForms::outcome).orElse(null))
                .progress(from.optionalMessage(4, TaskForms::progress).orElse(null))
                .history(from.messages(5, TaskForms::attempt))
                .build();
    }
}
