package io.codefleet.opentelemetry;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.worker.AgentWorkerSettings;
import io.codefleet.agent.worker.OpenCodeWorker;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.model.scripted.Script;
import io.codefleet.model.scripted.ScriptedModel;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One trace from the host's request to the tool of the real OpenCode. */
class AgentTraceIT {
    @TempDir
    private Path folder;

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();

    @Test
    void theToolOfTheAgentIsInTheTraceOfTheHost() throws Exception {
        Vertx vertx = Vertx.vertx();
        ScriptedModel model = get(ScriptedModel.start(
                vertx,
                Script.when("Write a file")
                        .call("write", Map.of("filePath", "hello.txt", "content", "hello\n"))
                        .say("It is written.")
                        .otherwise()
                        .say("Hello.")));
        FleetTracing tracing = FleetTracing.of(openTelemetry);
        CodefleetClient fleet = get(Codefleet.connect(
                vertx, CodefleetOptions.of("memory:" + UUID.randomUUID()).submitInterceptors(tracing.submits())));
        OpenCodeSettings openCode = OpenCodeSettings.of(E2e.openCode(), folder.resolve("opencode"))
                .configFile(Files.writeString(folder.resolve("opencode.json"), model.openCodeConfig()));
        AgentWorkerSettings settings = AgentWorkerSettings.of(
                WorkerOptions.create().attemptInterceptors(tracing.attempts()),
                WorkspaceSettings.defaults(folder.resolve("tasks")));
        OpenCodeWorker worker = get(OpenCodeWorker.start(vertx, fleet, openCode, settings));

        Span host = openTelemetry.getTracer("host").spanBuilder("request").startSpan();
        try (Scope scope = host.makeCurrent()) {
            get(fleet.submitTask(Task.of("Write a file")).compose(TaskHandle::result));
        }
        get(worker.leave());
        get(fleet.close().map(true));
        get(model.close().map(true));
        get(vertx.close().map(true));

        Map<String, SpanData> byName = exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getName, each -> each, (one, other) -> one));
        assertThat(byName).containsKeys("submit general", "wait general", "attempt general", "execute_tool write");
        assertThat(byName.values())
                .extracting(SpanData::getTraceId)
                .containsOnly(host.getSpanContext().getTraceId());
        SpanData attempt = byName.get("attempt general");
        assertThat(byName.get("execute_tool write").getParentSpanId()).isEqualTo(attempt.getSpanId());
        assertThat(attempt.getAttributes().asMap())
                .containsKeys(TaskAttributes.MODEL, TaskAttributes.PROVIDER, TaskAttributes.INPUT_TOKENS)
                .doesNotContainKey(TaskAttributes.PROMPT);
    }
}
