package io.codefleet.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentActivity;
import io.codefleet.AgentActivity.ModelEnd;
import io.codefleet.Attempt.StopReason;
import io.codefleet.Usage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgentSpansTest {
    private final InMemorySpanExporter exported = InMemorySpanExporter.create();
    private final Tracer tracer = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exported))
            .build()
            .get("test");
    private final Span attempt = tracer.spanBuilder("attempt").startSpan();
    private final Promise<StopReason> stop = Promise.promise();
    private final AgentSpans spans =
            new AgentSpans(tracer, Context.root().with(attempt), "task-1", new StopStatus(stop.future()));

    private static Instant at(long millis) {
        return Instant.ofEpochMilli(1_800_000_000_000L + millis);
    }

    private static AgentActivity.ModelStarted asks(String id, String tool, long millis) {
        return new AgentActivity.ModelStarted(
                id, Optional.of(tool).filter(each -> !each.isEmpty()), at(millis), Optional.of("vendor/family/m-1"));
    }

    private static AgentActivity.ModelEnded answers(String id, long millis) {
        return new AgentActivity.ModelEnded(
                id, at(millis), Usage.NONE, new ModelEnd(Optional.empty(), Optional.empty()));
    }

    private static AgentActivity.ToolStarted uses(String tool, String model, long millis) {
        return new AgentActivity.ToolStarted(
                tool, Optional.of(model), at(millis), tool, Optional.of("call-of-" + tool));
    }

    private SpanData span(String name) {
        return exported.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + exported.getFinishedSpanItems()));
    }

    @Test
    void aToolIsInItsModelAndThatInItsTurnAndThatInTheAttempt() {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        spans.observe(asks("m", "", 10));
        spans.observe(uses("bash", "m", 20));
        spans.observe(new AgentActivity.ToolEnded("bash", at(30), true));
        Usage usage = Usage.builder()
                .inputTokens(100)
                .cacheReadTokens(30)
                .cacheWriteTokens(7)
                .outputTokens(20)
                .reasoningTokens(5)
                .cost(new BigDecimal("0.25"))
                .build();
        spans.observe(new AgentActivity.ModelEnded(
                "m", at(40), usage, new ModelEnd(Optional.of("tool-calls"), Optional.empty())));
        spans.observe(new AgentActivity.TurnEnded("turn-1", at(50), usage, Optional.empty()));

        SpanData turn = span("invoke_agent");
        SpanData model = span("chat family/m-1");
        SpanData tool = span("execute_tool bash");
        assertThat(turn.getParentSpanId()).isEqualTo(attempt.getSpanContext().getSpanId());
        assertThat(model.getParentSpanId()).isEqualTo(turn.getSpanId());
        assertThat(tool.getParentSpanId()).isEqualTo(model.getSpanId());
        assertThat(model.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(model.getStartEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(at(10).toEpochMilli()));
        assertThat(model.getEndEpochNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(at(40).toEpochMilli()));
        assertThat(model.getAttributes().asMap())
                .containsEntry(TaskAttributes.OPERATION, "chat")
                .containsEntry(TaskAttributes.PROVIDER, "vendor")
                .containsEntry(TaskAttributes.MODEL, "family/m-1")
                .containsEntry(TaskAttributes.INPUT_TOKENS, 137L)
                .containsEntry(TaskAttributes.OUTPUT_TOKENS, 25L)
                .containsEntry(TaskAttributes.CACHE_READ_TOKENS, 30L)
                .containsEntry(TaskAttributes.CACHE_WRITE_TOKENS, 7L)
                .containsEntry(TaskAttributes.REASONING_TOKENS, 5L)
                .containsEntry(TaskAttributes.COST_USD, 0.25)
                .containsEntry(TaskAttributes.FINISH_REASONS, List.of("tool-calls"))
                .containsEntry(TaskAttributes.TASK_ID, "task-1");
        assertThat(turn.getAttributes().asMap())
                .containsEntry(TaskAttributes.OPERATION, "invoke_agent")
                .containsEntry(TaskAttributes.PROVIDER, "vendor")
                .containsEntry(TaskAttributes.COST_USD, 0.25);
        assertThat(tool.getStatus()).isEqualTo(StatusData.error());
        assertThat(tool.getAttributes().asMap())
                .containsEntry(TaskAttributes.TOOL, "bash")
                .containsEntry(TaskAttributes.TOOL_CALL_ID, "call-of-bash");
    }

    @Test
    void aToolWhoseCallIsNotKnownHasNoIdOfIt() {
        spans.observe(new AgentActivity.ToolStarted("part-1", Optional.empty(), at(10), "bash", Optional.empty()));
        spans.observe(new AgentActivity.ToolEnded("part-1", at(20), false));
        assertThat(span("execute_tool bash").getAttributes().asMap())
                .containsEntry(TaskAttributes.TOOL, "bash")
                .doesNotContainKey(TaskAttributes.TOOL_CALL_ID);
    }

    @Test
    void theModelOfASubagentIsInTheToolThatRunsIt() {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        spans.observe(asks("outer", "", 10));
        spans.observe(uses("task", "outer", 20));
        spans.observe(asks("inner", "task", 30));
        spans.observe(answers("inner", 40));
        assertThat(span("chat family/m-1").getParentSpanId())
                .isNotEqualTo(attempt.getSpanContext().getSpanId());
        spans.observe(new AgentActivity.ToolEnded("task", at(50), false));
        assertThat(span("chat family/m-1").getParentSpanId())
                .isEqualTo(span("execute_tool task").getSpanId());
    }

    @Test
    void theErrorOfAModelIsInItsSpan() {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        spans.observe(asks("m", "", 10));
        spans.observe(new AgentActivity.ModelEnded(
                "m", at(20), Usage.NONE, new ModelEnd(Optional.empty(), Optional.of("APIError"))));
        assertThat(span("chat family/m-1").getStatus()).isEqualTo(StatusData.error());
        assertThat(span("chat family/m-1").getAttributes().asMap())
                .containsEntry(TaskAttributes.ERROR_TYPE, "APIError");
    }

    @Test
    void theEndOfATurnEndsAllThatIsOpen() {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        spans.observe(asks("m", "", 10));
        spans.observe(uses("bash", "m", 20));
        spans.observe(new AgentActivity.TurnEnded("turn-1", at(30), Usage.NONE, Optional.of("TRANSIENT")));
        assertThat(exported.getFinishedSpanItems())
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("invoke_agent", "chat family/m-1", "execute_tool bash");
        assertThat(exported.getFinishedSpanItems())
                .extracting(SpanData::getStatus)
                .containsOnly(StatusData.error());
        assertThat(span("invoke_agent").getAttributes().asMap()).containsEntry(TaskAttributes.ERROR_TYPE, "TRANSIENT");

        spans.observe(new AgentActivity.TurnStarted("turn-2", at(40)));
        spans.close();
        assertThat(exported.getFinishedSpanItems()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"CANCELLED", "HANDED_BACK"})
    void whatIsStoppedByIntentIsNoError(StopReason reason) {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        spans.observe(asks("m", "", 10));
        spans.observe(uses("bash", "m", 20));
        stop.complete(reason);
        spans.observe(new AgentActivity.TurnEnded("turn-1", at(30), Usage.NONE, Optional.of("TRANSIENT")));
        spans.observe(new AgentActivity.TurnStarted("turn-2", at(40)));
        spans.close();

        assertThat(exported.getFinishedSpanItems()).hasSize(4).allSatisfy(each -> {
            assertThat(each.getStatus()).isEqualTo(StatusData.unset());
            assertThat(each.getAttributes().get(TaskAttributes.ERROR_TYPE)).isNull();
        });
    }

    @Test
    void aTurnThatIsStoppedAsItTakesTooLongHasThatError() {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        stop.complete(StopReason.TIMED_OUT);
        spans.observe(new AgentActivity.TurnEnded("turn-1", at(30), Usage.NONE, Optional.of("TRANSIENT")));

        assertThat(span("invoke_agent").getStatus()).isEqualTo(StatusData.error());
        assertThat(span("invoke_agent").getAttributes().asMap())
                .containsEntry(TaskAttributes.ERROR_TYPE, "ATTEMPT_TIMEOUT");
    }

    @Test
    void theNumberOfSpansIsBounded() {
        spans.observe(new AgentActivity.TurnStarted("turn-1", at(0)));
        for (int i = 0; i < 2000; i++) {
            spans.observe(asks("m" + i, "", i));
            spans.observe(answers("m" + i, i));
        }
        spans.observe(new AgentActivity.TurnEnded("turn-1", at(9000), Usage.NONE, Optional.empty()));
        assertThat(exported.getFinishedSpanItems()).hasSize(1000);
        assertThat(span("invoke_agent").hasEnded()).isTrue();
    }
}
