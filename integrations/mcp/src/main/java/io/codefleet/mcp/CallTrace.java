package io.codefleet.mcp;

import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Context of the trace of a call, as the protocol has it in the metadata of a request: the names and forms are those of W3C. */
final class CallTrace {
    private CallTrace() {}

    /** Returns the headers of a task in the trace of a request; none if it has none, or one that cannot be read. */
    static Map<String, String> headers(JsonObject parameters) {
        Map<String, String> headers =
                TaskHeaders.trace(text(parameters, TaskHeaders.TRACEPARENT), text(parameters, TaskHeaders.TRACESTATE));
        try {
            return Task.of("a trace refuses no task").headers(headers).headers();
        } catch (InvalidInputException unfit) {
            return Map.of();
        }
    }

    private static Optional<String> text(JsonObject parameters, String name) {
        return parameters.getValue("_meta") instanceof JsonObject meta && meta.getValue(name) instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }
}
