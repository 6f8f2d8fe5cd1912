package io.codefleet.control.api;

import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.TaskJson;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads tasks from the bodies of requests. */
final class TaskBodies {
    private TaskBodies() {}

    /**
     * Reads a task. Reserved headers are left out: only Codefleet sets them, and a body that a caller has read elsewhere may have
     * them.
     *
     * @param at a pointer to the task within the body of the request
     * @throws ProblemException if a value is wrong
     */
    static Task task(String at, JsonObject json) {
        try {
            return TaskJson.decode("task", withoutReservedHeaders(json));
        } catch (MalformedDataException e) {
            throw fault(e, at + e.pointer().orElseGet(() -> pointerOfCause(e)));
        } catch (UnsupportedVersionException e) {
            throw fault(e, at);
        }
    }

    /** Returns a task without its reserved headers; what is malformed stays. */
    static JsonObject withoutReservedHeaders(JsonObject task) {
        if (!(task.getValue("headers") instanceof JsonObject headers)
                || headers.fieldNames().stream().noneMatch(TaskHeaders::isReserved)) {
            return task;
        }
        JsonObject others = headers.copy();
        headers.fieldNames().stream().filter(TaskHeaders::isReserved).forEach(others::remove);
        return task.copy().put("headers", others);
    }

    /** Returns a task with the reserved headers of another in addition. */
    static Task withReservedHeaders(Task task, Task of) {
        Map<String, String> reserved = new TreeMap<>(of.headers());
        reserved.keySet().removeIf(name -> !TaskHeaders.isReserved(name));
        return task.inheritHeaders(reserved);
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
