package io.codefleet.control.api;

import io.codefleet.Task;
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
        } catch (MalformedDataException | UnsupportedVersionException e) {
            String detail = String.valueOf(e.getMessage());
            List<Problem.ApiError> faults = e.getCause() instanceof InvalidInputException invalid
                    ? List.of(new Problem.ApiError(at + TaskFields.pointer(invalid.field()), detail))
                    : List.of();
            throw new ProblemException(new Problem(ProblemKind.INVALID_INPUT, detail, Optional.empty(), faults));
        }
    }
}
