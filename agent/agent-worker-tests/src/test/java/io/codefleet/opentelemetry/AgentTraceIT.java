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
import java.util.Comparator;
import java.util.List;
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

    /** Runs a task within a span of a host, and returns that span. */
    private Span run(Script script, String prompt) throws Exception {
        Vertx vertx = Vertx.vertx();
        ScriptedModel model = get(ScriptedModel.start(vertx, script));
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
            get(fleet.submitTask(Task.of(prompt)).compose(TaskHandle::result));
        }
        get(worker.leave());
        get(fleet.close().map(true));
        get(model.close().map(true));
        get(vertx.close().map(true));
        return host;
    }

    private List<SpanData> spans(String name) {
        return exporter.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals(name))
                .sorted(Comparator.comparing(SpanData::getStartEpochNanos))
                .toList();
    }

    @Test
    void theModelOfASubagentIsInTheToolThatRunsIt() throws Exception {
        run(
                Script.when("Delegate it")
                        .call(
                                "task",
                                Map.of("description", "reads", "prompt", "Subagent, write", "subagent_type", "general"))
                        .say("It is delegated.")
                        .andWhen("Subagent, write")
                        .say("It is written.")
                        .otherwise()
                        .say("Hello."),
                "Delegate it");
        List<SpanData> steps = spans("chat model");
        assertThat(steps).hasSize(3);
        SpanData tool = spans("execute_tool task").get(0);
        assertThat(tool.getParentSpanId()).isEqualTo(steps.get(0).getSpanId());
        assertThat(steps.get(1).getParentSpanId()).isEqualTo(tool.getSpanId());
        assertThat(steps.get(2).getParentSpanId())
                .isEqualTo(spans("invoke_agent").get(0).getSpanId());
    }

    @Test
    void theToolOfTheAgentIsInTheTraceOfTheHost() throws Exception {
        Span host = run(
                Script.when("Write a file")
                        .call("write", Map.of("filePath", "hello.txt", "content", "hello\n"))
                        .say("It is written.")
                        .otherwise()
                        .say("Hello."),
                "Write a file");

        Map<String, SpanData> byName = exporter.getFinishedSpanItems().stream()
                .collect(Collectors.toMap(SpanData::getName, each -> each, (one, other) -> one));
        assertThat(byName)
                .containsKeys(
                        "submit general", "wait general", "attempt general", "invoke_agent", "execute_tool write");
        assertThat(byName.values())
                .extracting(SpanData::getTraceId)
                .containsOnly(host.getSpanContext().getTraceId());
        SpanData attempt = byName.get("attempt general");
        SpanData turn = byName.get("invoke_agent");
        assertThat(turn.getParentSpanId()).isEqualTo(attempt.getSpanId());
        List<SpanData> steps = spans("chat model");
        assertThat(steps).hasSize(2).extracting(SpanData::getParentSpanId).containsOnly(turn.getSpanId());
        assertThat(steps)
                .extracting(step -> step.getAttributes().get(TaskAttributes.FINISH_REASONS))
                .containsExactly(List.of("tool-calls"), List.of("stop"));
        assertThat(steps)
                .allSatisfy(step -> assertThat(step.getAttributes().asMap())
                        .containsEntry(TaskAttributes.PROVIDER, "scripted")
                        .containsKeys(
                                TaskAttributes.INPUT_TOKENS, TaskAttributes.OUTPUT_TOKENS, TaskAttributes.COST_USD));
        assertThat(byName.get("execute_tool write").getParentSpanId())
                .isEqualTo(steps.get(0).getSpanId());
        assertThat(attempt.getAttributes().asMap())
                .containsKeys(TaskAttributes.MODEL, TaskAttributes.PROVIDER, TaskAttributes.INPUT_TOKENS)
                .doesNotContainKey(TaskAttributes.PROMPT);
    }
}
