package io.codefleet.opentelemetry;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Spans of the tools of an agent that shows no activities, from the progress that its handler publishes. A tool that has begun and ended
 * within a moment is published as ended only; its span lasts no time. Any thread may call it.
 */
final class ToolSpans {
    /** Bounds what an agent that never stops costs the exporter. */
    private static final int MAX_SPANS = 1000;

    private final Tracer tracer;
    private final Context parent;
    private final Map<String, Span> open = new LinkedHashMap<>();
    private int started;
    private boolean closed;

    ToolSpans(Tracer tracer, Context parent) {
        this.tracer = tracer;
        this.parent = parent;
    }

    /**
     * Handles the published status of a use of a tool.
     *
     * @param use what distinguishes this use from another one at the same time
     */
    synchronized void onTool(String tool, String use, String status) {
        if (closed) {
            return;
        }
        if (status.equals("running")) {
            if (!open.containsKey(use) && started < MAX_SPANS) {
                open.put(use, start(tool));
            }
            return;
        }
        Span span = open.remove(use);
        if (span == null && started < MAX_SPANS) {
            span = start(tool);
        }
        if (span != null) {
            if (status.equals("error")) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }

    private Span start(String tool) {
        started++;
        return tracer.spanBuilder("execute_tool " + tool)
                .setParent(parent)
                .setAttribute(TaskAttributes.OPERATION, "execute_tool")
                .setAttribute(TaskAttributes.TOOL, tool)
                .startSpan();
    }

    /** Ends the spans of tools that were at work when the attempt ended. */
    synchronized void close() {
        closed = true;
        open.values().forEach(Span::end);
        open.clear();
    }
}
