package io.codefleet.control.api;

import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.error.InvalidInputException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Context of the trace of a request, as W3C Trace Context writes it into the headers of HTTP. A trace refuses no work: a context
 * that cannot be read, or for which a task has no room, is left out.
 */
final class TraceContext {
    private TraceContext() {}

    /** Returns the task with the context of the request. One with a context of its own stays as it is. */
    static Task continued(Task task, ApiCall call) {
        return task.headers().containsKey(TaskHeaders.TRACEPARENT) ? task : replaced(task, call);
    }

    /**
     * Returns the task with the context of the request in place of an earlier one: a replay belongs to the request that asks for
     * it. Without a context of the request it stays as it is.
     */
    static Task replaced(Task task, ApiCall call) {
        SortedMap<String, String> context = of(call);
        if (context.isEmpty()) {
            return task;
        }
        Map<String, String> headers = new TreeMap<>(task.headers());
        headers.remove(TaskHeaders.TRACESTATE);
        headers.putAll(context);
        try {
            return task.headers(headers);
        } catch (InvalidInputException noRoom) {
            return task;
        }
    }

    /** Returns the options with the context of the request, which all tasks of the run get that have none of their own. */
    static RunOptions continued(RunOptions options, ApiCall call) {
        try {
            return options.headers(of(call));
        } catch (InvalidInputException unfit) {
            return options;
        }
    }

    private static SortedMap<String, String> of(ApiCall call) {
        return TaskHeaders.trace(call.header(TaskHeaders.TRACEPARENT), call.header(TaskHeaders.TRACESTATE));
    }
}
