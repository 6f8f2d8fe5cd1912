package io.codefleet.opentelemetry;

import io.codefleet.Attempt;
import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.AttemptInterceptor;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Span of an attempt, with the wait before the first one, and what its agent does. */
final class TracedAttempt implements AttemptInterceptor {
    private final Tracer tracer;
    private final HeaderPropagation propagation;
    private final boolean content;

    TracedAttempt(Tracer tracer, HeaderPropagation propagation, boolean content) {
        this.tracer = tracer;
        this.propagation = propagation;
        this.content = content;
    }

    @Override
    public Future<TaskResult> intercept(Attempt attempt, TaskHandler next) {
        Context submitted = propagation.extract(attempt.task(), Context.root());
        recordWait(attempt, submitted);
        Span span = tracer.spanBuilder("attempt " + attempt.task().type())
                .setParent(submitted)
                .setSpanKind(SpanKind.CONSUMER)
                .startSpan();
        TaskAttributes.add(span, attempt);
        if (content) {
            span.setAttribute(TaskAttributes.PROMPT, attempt.task().prompt());
        }
        Context context = submitted.with(span);
        StopStatus stop = new StopStatus(attempt.stopRequested());
        AgentSpans agent = new AgentSpans(tracer, context, attempt.task().id(), stop);
        ToolSpans tools = new ToolSpans(tracer, context);
        attempt.stopRequested().onSuccess(reason -> span.addEvent("stop requested: " + word(reason)));
        try (Scope scope = context.makeCurrent()) {
            return next.handle(new ObservedAttempt(attempt, agent, tools)).onComplete(ended -> {
                agent.close();
                tools.close();
                if (!agent.isActive()
                        && ended.succeeded()
                        && ended.result().model().isPresent()) {
                    span.setAttribute(TaskAttributes.OPERATION, "invoke_agent");
                }
                end(span, stop, ended.result(), ended.cause());
            });
        }
    }

    private void recordWait(Attempt attempt, Context submitted) {
        if (attempt.number() > 1) {
            return;
        }
        Instant now = Instant.now();
        // the clocks of two machines differ: a wait does not last a negative time
        HeaderPropagation.submittedAt(attempt.task())
                .filter(begin -> begin.isBefore(now))
                .ifPresent(begin -> tracer.spanBuilder("wait " + attempt.task().type())
                        .setParent(submitted)
                        .setStartTimestamp(begin)
                        .setAttribute(TaskAttributes.TASK_ID, attempt.task().id())
                        .startSpan()
                        .end(now));
    }

    private void end(Span span, StopStatus stop, @Nullable TaskResult result, @Nullable Throwable failure) {
        if (result != null) {
            TaskAttributes.add(span, result);
            if (content) {
                span.setAttribute(TaskAttributes.ANSWER, result.text());
            }
        }
        if (failure != null) {
            stop.fail(span, errorType(failure));
            stop.reason().ifPresent(reason -> span.setAttribute(TaskAttributes.ATTEMPT_STOPPED, word(reason)));
            if (failure instanceof AttemptException attemptFailure) {
                TaskAttributes.addUsage(span, attemptFailure.usage());
            }
        }
        span.end();
    }

    private static String word(StopReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static String errorType(Throwable failure) {
        return failure instanceof AttemptException attempt
                ? attempt.error().kind().code()
                : failure.getClass().getName();
    }
}
