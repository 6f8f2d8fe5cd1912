package io.codefleet.broker.inmemory;

import io.codefleet.AgentReport;
import io.codefleet.Checkpoint;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.TaskResult;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.json.OutcomeJson;
import io.codefleet.json.TaskJson;
import java.util.Optional;

/**
 * Holds payloads to the limit in bytes of JSON. Small ones, by far the most, are recognized by the lengths of their texts: a character
 * takes six bytes of JSON at the most, and what is counted is not encoded.
 */
final class PayloadSize {
    private static final long MAX_BYTES_PER_CHAR = 6;
    /** More than the fixed part of the JSON of a task or result with all its names and numbers. */
    private static final long FIXED_BYTES = 2048;

    private PayloadSize() {}

    static Optional<PayloadTooLargeException> check(Task task, int maxBytes) {
        boolean plain = task.context().equals(TaskContext.EMPTY)
                && task.tags().isEmpty()
                && task.headers().isEmpty();
        if (plain && surelyBelow(task.prompt().length(), maxBytes)) {
            return Optional.empty();
        }
        Optional<PayloadTooLargeException> artifacts =
                task.context().agent().artifacts().tooLarge(task.id(), maxBytes);
        if (artifacts.isPresent()) {
            return artifacts;
        }
        return check("task " + task.id(), TaskJson.encode(task).toBuffer().length(), maxBytes);
    }

    static Optional<PayloadTooLargeException> check(String taskId, TaskResult result, int maxBytes) {
        boolean plain = result.data().isEmpty()
                && result.patch().isEmpty()
                && result.files().isEmpty()
                && result.artifacts().isEmpty()
                && result.agent().equals(AgentReport.NONE);
        if (plain && surelyBelow(result.text().length(), maxBytes)) {
            return Optional.empty();
        }
        return check(
                "the result of task " + taskId,
                OutcomeJson.encode(result).toBuffer().length(),
                maxBytes);
    }

    static Optional<PayloadTooLargeException> check(String taskId, Checkpoint checkpoint, int maxBytes) {
        return check(
                "the checkpoint of task " + taskId,
                OutcomeJson.encode(checkpoint).toBuffer().length(),
                maxBytes);
    }

    private static boolean surelyBelow(long characters, int maxBytes) {
        return characters * MAX_BYTES_PER_CHAR + FIXED_BYTES <= maxBytes;
    }

    private static Optional<PayloadTooLargeException> check(String what, long bytes, int maxBytes) {
        return bytes <= maxBytes ? Optional.empty() : Optional.of(new PayloadTooLargeException(what, bytes, maxBytes));
    }
}
