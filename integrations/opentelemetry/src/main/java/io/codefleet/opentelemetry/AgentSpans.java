package io.codefleet.opentelemetry;

import io.codefleet.AgentActivity;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spans of what an agent does in one attempt: its turns, the requests to models within them, and the tools that the models call.
 * Any thread may call it.
 */
final class AgentSpans {
    /** Bounds what an agent that never stops costs the exporter. */
    private static final int MAX_SPANS = 1000;

    private final Tracer tracer;
    private final Context attempt;
    private final String taskId;
    private final StopStatus stop;
    /** All below is guarded by this. */
    private final Map<String, Context> open = new LinkedHashMap<>();

    private @Nullable String turn;
    private int started;
    private boolean active;
    private boolean closed;

    AgentSpans(Tracer tracer, Context attempt, String taskId, StopStatus stop) {
        this.tracer = tracer;
        this.attempt = attempt;
        this.taskId = taskId;
        this.stop = stop;
    }

    /** Returns whether the agent has shown any activity; one that does not may still publish its tools as progress. */
    synchronized boolean isActive() {
        return active;
    }

    /** Starts or ends the span of an activity. */
    synchronized void observe(AgentActivity activity) {
        active = true;
        if (closed) {
            return;
        }
        if (activity instanceof AgentActivity.TurnStarted begun) {
            turnStarted(begun);
        } else if (activity instanceof AgentActivity.TurnEnded ended) {
            turnEnded(ended);
        } else if (activity instanceof AgentActivity.ModelStarted asked) {
            modelStarted(asked);
        } else if (activity instanceof AgentActivity.ModelEnded answered) {
            modelEnded(answered);
        } else if (activity instanceof AgentActivity.ToolStarted used) {
            Span span = start(used, "execute_tool", used.tool(), used.parent(), SpanKind.INTERNAL)
                    .setAttribute(TaskAttributes.TOOL, used.tool());
            used.callId().ifPresent(id -> span.setAttribute(TaskAttributes.TOOL_CALL_ID, id));
        } else if (activity instanceof AgentActivity.ToolEnded used) {
            Span span = take(used.id());
            if (used.failed()) {
                stop.fail(span);
            }
            span.end(used.at());
        }
    }

    private void turnStarted(AgentActivity.TurnStarted begun) {
        turn = null;
        start(begun, "invoke_agent", "", Optional.empty(), SpanKind.INTERNAL);
        turn = begun.id();
    }

    /** Ends the turn and what is still open: nothing of a turn outlasts it. */
    private void turnEnded(AgentActivity.TurnEnded ended) {
        Span span = take(ended.id());
        endAll(ended.at(), ended.error().isPresent());
        TaskAttributes.addUsage(span, ended.usage());
        ended.error().ifPresent(kind -> stop.fail(span, kind));
        span.end(ended.at());
        turn = null;
    }

    private void modelStarted(AgentActivity.ModelStarted asked) {
        String name = asked.model().map(TaskAttributes::modelName).orElse("");
        Span span = start(asked, "chat", name, asked.parent(), SpanKind.CLIENT);
        asked.model().ifPresent(model -> {
            TaskAttributes.addModel(span, model);
            if (asked.parent().isEmpty() && turn != null && open.containsKey(turn)) {
                TaskAttributes.addModel(Span.fromContext(open.get(turn)), model);
            }
        });
    }

    private void modelEnded(AgentActivity.ModelEnded answered) {
        Span span = take(answered.id());
        TaskAttributes.addUsage(span, answered.usage());
        answered.end().finish().ifPresent(finish -> span.setAttribute(TaskAttributes.FINISH_REASONS, List.of(finish)));
        answered.end().error().ifPresent(name -> stop.fail(span, name));
        span.end(answered.at());
    }

    /** Starts a span in its parent, or in the turn, or in the attempt: in the first that is there and has not ended. */
    private Span start(AgentActivity activity, String operation, String name, Optional<String> parent, SpanKind kind) {
        if (started == MAX_SPANS) {
            return Span.getInvalid();
        }
        started++;
        Context around = parent.map(open::get).orElse(turn == null ? null : open.get(turn));
        Context within = around == null ? attempt : around;
        Span span = tracer.spanBuilder(name.isEmpty() ? operation : operation + " " + name)
                .setParent(within)
                .setSpanKind(kind)
                .setStartTimestamp(activity.at())
                .setAttribute(TaskAttributes.OPERATION, operation)
                .setAttribute(TaskAttributes.TASK_ID, taskId)
                .startSpan();
        open.put(activity.id(), within.with(span));
        return span;
    }

    /** Returns the span to end; one that records nothing if there is none. */
    private Span take(String id) {
        Context context = open.remove(id);
        return context == null ? Span.getInvalid() : Span.fromContext(context);
    }

    private void endAll(Instant at, boolean failed) {
        open.values().forEach(context -> {
            Span span = Span.fromContext(context);
            if (failed) {
                stop.fail(span);
            }
            span.end(at);
        });
        open.clear();
    }

    /** Ends the spans that are open when the attempt has ended. */
    synchronized void close() {
        closed = true;
        endAll(Instant.now(), true);
    }
}
