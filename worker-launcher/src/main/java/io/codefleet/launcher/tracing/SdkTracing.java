package io.codefleet.launcher.tracing;

import io.codefleet.CodefleetOptions;
import io.codefleet.SubmitInterceptor;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.launcher.config.WorkerSettings;
import io.codefleet.opentelemetry.FleetTracing;
import io.codefleet.time.DurationText;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tracing by the SDK of OpenTelemetry. */
final class SdkTracing implements Tracing {
    private static final TextMapGetter<Map<String, String>> GETTER =
            (headers, name) -> headers == null ? null : headers.get(name);

    private final OpenTelemetrySdk sdk;
    private final FleetTracing tracing;
    private final ProcessKind process;
    private final Context around;
    private final String target;
    private final Consumer<String> warnings;

    private SdkTracing(
            OpenTelemetrySdk sdk, ProcessKind process, TracingVariables variables, Consumer<String> warnings) {
        this.sdk = sdk;
        this.process = process;
        this.target = variables.target();
        this.warnings = warnings;
        FleetTracing plain = FleetTracing.of(sdk);
        this.tracing = variables.withContent() ? plain.withContent() : plain;
        // a server outlives the span that started it
        this.around = process == ProcessKind.COMMAND
                ? sdk.getPropagators().getTextMapPropagator().extract(Context.root(), variables.context(), GETTER)
                : Context.root();
    }

    static Tracing start(ProcessKind process, TracingVariables variables, Consumer<String> warnings) {
        return new SdkTracing(SdkStart.start(process, variables, warnings), process, variables, warnings);
    }

    @Override
    public CodefleetOptions submits(CodefleetOptions options) {
        SubmitInterceptor submits = tracing.submits();
        return options.submitInterceptors((task, submitted) -> {
            try (Scope scope = around.makeCurrent()) {
                return submits.intercept(task, submitted);
            }
        });
    }

    @Override
    public WorkerSettings attempts(WorkerSettings settings) {
        AgentWorkerSettings worker = settings.worker();
        AgentWorkerSettings traced = worker.options(traced(worker.options()));
        return settings.fleet(submits(settings.fleet()))
                .worker(worker.workflows()
                        .map(driver -> traced.workflows(traced(driver)))
                        .orElse(traced));
    }

    private WorkerOptions traced(WorkerOptions options) {
        return options.attemptInterceptors(tracing.attempts());
    }

    @Override
    public void close() {
        Duration limit = process.flushLimit();
        if (!sdk.shutdown().join(limit.toMillis(), TimeUnit.MILLISECONDS).isDone()) {
            warnings.accept("the last spans may be lost: " + target + " did not take them within "
                    + DurationText.format(limit));
        }
    }
}
