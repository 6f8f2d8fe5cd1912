package io.codefleet.control.api;

import io.codefleet.Task;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.TaskJson;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** Reads tasks from the bodies of requests. */
final class TaskBodies {
    private TaskBodies() {}

    /**
     * Reads a task.
     *
     * @param at a pointer to the task within the body of the request
     * @throws ProblemException if a value is wrong
     */
    static Task task(String at, JsonObject json) {
        try {
            return TaskJson.decode("task", json);
        } catch (MalformedDataException e) {
            throw fault(e, at + e.pointer().orElseGet(() -> pointerOfCause(e)));
        } catch (UnsupportedVersionException e) {
            throw fault(e, at);
        }
    }

    private static String pointerOfCause(MalformedDataException e) {
        return e.getCause() instanceof InvalidInputException invalid ? TaskFields.pointer(invalid.field()) : "";
    }

    /** Returns the refusal of a value at a place of the body. */
    static ProblemException fault(CodefleetException failure, String pointer) {
        String detail = String.valueOf(failure.getMessage());
        return new ProblemException(new Problem(
                ProblemKind.INVALID_INPUT, detail, Optional.empty(), List.of(new Problem.ApiError(pointer, detail))));
    }
}
