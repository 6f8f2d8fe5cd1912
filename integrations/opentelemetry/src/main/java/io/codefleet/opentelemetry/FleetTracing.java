package io.codefleet.opentelemetry;

import io.codefleet.AttemptInterceptor;
import io.codefleet.SubmitInterceptor;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Tracer;

/**
 * Interceptors that trace tasks with the OpenTelemetry of a host. The trace continues over processes: its context travels in the
 * headers of the task, as the host's propagators write it (by default W3C Trace Context).
 *
 * <table>
 * <caption>Spans</caption>
 * <tr><th>span</th><th>kind</th><th>lasts</th></tr>
 * <tr><td>{@code submit TYPE}</td><td>producer</td><td>from the call of the client to the answer of the broker</td></tr>
 * <tr><td>{@code wait TYPE}</td><td>internal</td><td>from the submit to the begin of the first attempt</td></tr>
 * <tr><td>{@code attempt TYPE}</td><td>consumer</td><td>from the begin of an attempt to its end</td></tr>
 * <tr><td>{@code invoke_agent}</td><td>internal</td><td>a turn of the agent, within the attempt</td></tr>
 * <tr><td>{@code chat MODEL}</td><td>client</td><td>a request to a model, within the turn, until the tools that it called have
 * ended</td></tr>
 * <tr><td>{@code execute_tool TOOL}</td><td>internal</td><td>a tool that the model called, within the request</td></tr>
 * </table>
 *
 * <p>Spans of attempts, turns and requests to models have the model, tokens and cost by the <a
 * href="https://opentelemetry.io/docs/specs/semconv/gen-ai/">semantic conventions for generative AI</a>. No span has prompts or
 * answers, unless {@link #withContent()} is called. What the exporter does cannot harm a task: spans are handed to the host's SDK,
 * which sends them in the background.
 *
 * <p>Immutable; any thread may call it.
 *
 * <pre>{@code
 * FleetTracing tracing = FleetTracing.of(openTelemetry);
 * CodefleetOptions client = CodefleetOptions.of("redis://localhost").submitInterceptors(tracing.submits());
 * WorkerOptions worker = WorkerOptions.create().attemptInterceptors(tracing.attempts());
 * }</pre>
 */
public final class FleetTracing {
    private static final String SCOPE = "io.codefleet";

    private final OpenTelemetry openTelemetry;
    private final boolean content;

    private FleetTracing(OpenTelemetry openTelemetry, boolean content) {
        this.openTelemetry = openTelemetry;
        this.content = content;
    }

    /** Returns the tracing of a host. */
    public static FleetTracing of(OpenTelemetry openTelemetry) {
        return new FleetTracing(openTelemetry, false);
    }

    /**
     * Returns a copy whose spans of attempts have the prompt and the answer of the task. These may hold secrets and source code,
     * and an exporter sends them unencrypted by Codefleet.
     */
    public FleetTracing withContent() {
        return new FleetTracing(openTelemetry, true);
    }

    /** Returns the interceptor of a client: spans of submits, and the headers that continue their trace. */
    public SubmitInterceptor submits() {
        return new TracedSubmit(tracer(), propagation());
    }

    /** Returns the interceptor of a worker: spans of the wait, of attempts, and of what agents do in them. */
    public AttemptInterceptor attempts() {
        return new TracedAttempt(tracer(), propagation(), content);
    }

    private Tracer tracer() {
        return openTelemetry.getTracer(SCOPE);
    }

    private HeaderPropagation propagation() {
        return new HeaderPropagation(openTelemetry.getPropagators().getTextMapPropagator());
    }
}
