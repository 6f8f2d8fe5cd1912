package io.codefleet.opentelemetry;

import io.codefleet.SubmitInterceptor;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import java.time.Instant;

/** Span of a submit. Its parent is the current span, or that of the headers of a run's child. */
final class TracedSubmit implements SubmitInterceptor {
    private final Tracer tracer;
    private final HeaderPropagation propagation;

    TracedSubmit(Tracer tracer, HeaderPropagation propagation) {
        this.tracer = tracer;
        this.propagation = propagation;
    }

    @Override
    public Task intercept(Task task, Future<TaskHandle> submitted) {
        Instant now = Instant.now();
        Context current = Context.current();
        Context parent =
                Span.fromContext(current).getSpanContext().isValid() ? current : propagation.extract(task, current);
        Span span = tracer.spanBuilder("submit " + task.type())
                .setParent(parent)
                .setSpanKind(SpanKind.PRODUCER)
                .setStartTimestamp(now)
                .startSpan();
        TaskAttributes.add(span, task);
        submitted.onComplete(handle -> span.end(), refusal -> {
            span.setAttribute(TaskAttributes.ERROR_TYPE, refusal.getClass().getSimpleName());
            span.setStatus(StatusCode.ERROR);
            span.end();
        });
        return propagation.inject(task, parent.with(span), now);
    }
}
