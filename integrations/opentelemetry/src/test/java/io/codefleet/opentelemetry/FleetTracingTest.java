package io.codefleet.opentelemetry;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.BlockingTaskHandler;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.Worker;
import io.codefleet.WorkerOptions;
import io.codefleet.testing.FutureResults;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTracingTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final FleetTracing tracing = FleetTracing.of(openTelemetry);
    private final CodefleetClient fleet = get(Codefleet.connect(
            CodefleetOptions.of("memory:" + UUID.randomUUID()).submitInterceptors(tracing.submits())));

    @AfterEach
    void close() {
        get(fleet.close().map(true));
    }

    private void work(FleetTracing worker, TaskHandler handler) {
        Worker created = fleet.worker(WorkerOptions.create().attemptInterceptors(worker.attempts()));
        get(created.handle("review", handler).start());
    }

    private SpanData span(String name) {
        return spans.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not in " + spans.getFinishedSpanItems()));
    }

    private void run(Task task) {
        get(fleet.submitTask(task.type("review")).compose(TaskHandle::outcome));
        FutureResults.get(fleet.close().map(true));
    }

    @Test
    void aTraceGoesFromTheHostOverSubmitAndWaitToTheAttempt() {
        work(
                tracing,
                attempt -> Future.succeededFuture(TaskResult.text("good")
                        .producedBy("vendor/family/model-1", "session-1")
                        .usage(Usage.builder()
                                .inputTokens(7)
                                .outputTokens(3)
                                .cost(new BigDecimal("0.25"))
                                .build())));
        Span host = openTelemetry.getTracer("host").spanBuilder("request").startSpan();
        try (Scope scope = host.makeCurrent()) {
            run(Task.of("Review it."));
        }
        SpanData submit = span("submit review");
        assertThat(submit.getParentSpanId()).isEqualTo(host.getSpanContext().getSpanId());
        assertThat(submit.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span("wait review").getParentSpanId()).isEqualTo(submit.getSpanId());
        SpanData attempt = span("attempt review");
        assertThat(attempt.getParentSpanId()).isEqualTo(submit.getSpanId());
        assertThat(attempt.getTraceId()).isEqualTo(host.getSpanContext().getTraceId());
        assertThat(attempt.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(attempt.getAttributes().asMap())
                .containsEntry(TaskAttributes.PROVIDER, "vendor")
                .containsEntry(TaskAttributes.MODEL, "family/model-1")
                .containsEntry(TaskAttributes.INPUT_TOKENS, 7L)
                .containsEntry(TaskAttributes.OUTPUT_TOKENS, 3L)
                .containsEntry(TaskAttributes.COST_USD, 0.25)
                .containsEntry(TaskAttributes.CONVERSATION_ID, "session-1")
                .containsEntry(TaskAttributes.ATTEMPT_NUMBER, 1L)
                .doesNotContainKeys(TaskAttributes.PROMPT, TaskAttributes.ANSWER);
    }

    @Test
    void aBlockingHandlerFindsTheSpanOfItsAttempt() {
        String[] found = new String[1];
        BlockingTaskHandler handler = attempt -> {
            found[0] = Span.current().getSpanContext().getSpanId();
            return TaskResult.EMPTY;
        };
        Worker worker = fleet.worker(WorkerOptions.create().attemptInterceptors(tracing.attempts()));
        get(worker.handleBlocking("review", handler).start());
        run(Task.of("Review it."));
        assertThat(found[0]).isEqualTo(span("attempt review").getSpanId());
    }

    @Test
    void eachAttemptHasASpanAndOnlyTheFirstAWait() {
        work(
                tracing,
                attempt -> attempt.number() == 1
                        ? Future.failedFuture(AttemptException.transientFault("once more")
                                .usage(Usage.builder().inputTokens(5).build()))
                        : Future.succeededFuture(TaskResult.EMPTY));
        run(Task.of("Review it."));
        List<SpanData> attempts = spans.getFinishedSpanItems().stream()
                .filter(each -> each.getName().equals("attempt review"))
                .sorted(Comparator.comparing(SpanData::getStartEpochNanos))
                .toList();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).getStatus()).isEqualTo(StatusData.error());
        assertThat(attempts.get(0).getAttributes().asMap())
                .containsEntry(TaskAttributes.ERROR_TYPE, "TRANSIENT")
                .containsEntry(TaskAttributes.INPUT_TOKENS, 5L);
        assertThat(attempts.get(1).getStatus()).isEqualTo(StatusData.unset());
        assertThat(spans.getFinishedSpanItems())
                .filteredOn(each -> each.getName().equals("wait review"))
                .hasSize(1);
    }

    @Test
    void anAttemptOfACancelledTaskIsNoError() {
        Promise<Void> running = Promise.promise();
        work(tracing, attempt -> {
            running.tryComplete();
            return attempt.stopRequested()
                    .compose(reason -> Future.failedFuture(AttemptException.transientFault("the agent was stopped")));
        });
        TaskHandle task = get(fleet.submitTask(Task.of("Review it.").type("review")));
        get(running.future().map(true));
        get(task.cancel("enough").map(true));
        get(task.outcome());
        get(fleet.close().map(true));

        SpanData attempt = span("attempt review");
        assertThat(attempt.getStatus()).isEqualTo(StatusData.unset());
        assertThat(attempt.getAttributes().asMap())
                .containsEntry(TaskAttributes.ATTEMPT_STOPPED, "cancelled")
                .doesNotContainKey(TaskAttributes.ERROR_TYPE);
    }

    @Test
    void toolsOfTheAgentAreSpansOfTheAttempt() {
        work(tracing, attempt -> {
            attempt.progress("tool", "bash: make", Map.of("tool", "bash", "status", "running"));
            attempt.progress("tool", "bash: make", Map.of("tool", "bash", "status", "running"));
            attempt.progress("tool", "read: a.txt", Map.of("tool", "read", "status", "completed"));
            attempt.progress("tool", "bash: make", Map.of("tool", "bash", "status", "error"));
            attempt.progress("tool", "edit: a.txt", Map.of("tool", "edit", "status", "running"));
            attempt.progress("tool", "of another form", Map.of("tool", 1));
            return Future.succeededFuture(TaskResult.EMPTY);
        });
        run(Task.of("Review it."));
        String attempt = span("attempt review").getSpanId();
        assertThat(span("execute_tool bash")).satisfies(bash -> {
            assertThat(bash.getParentSpanId()).isEqualTo(attempt);
            assertThat(bash.getStatus()).isEqualTo(StatusData.error());
            assertThat(bash.getAttributes().asMap()).containsEntry(TaskAttributes.TOOL, "bash");
        });
        assertThat(spans.getFinishedSpanItems())
                .filteredOn(each -> each.getName().startsWith("execute_tool"))
                .extracting(SpanData::getName)
                .containsExactlyInAnyOrder("execute_tool bash", "execute_tool read", "execute_tool edit");
    }

    @Test
    void promptAndAnswerAreInTheSpanOnlyOnDemand() {
        work(tracing.withContent(), attempt -> Future.succeededFuture(TaskResult.text("good")));
        run(Task.of("Review it."));
        assertThat(span("attempt review").getAttributes().asMap())
                .containsEntry(TaskAttributes.PROMPT, "Review it.")
                .containsEntry(TaskAttributes.ANSWER, "good");
    }

    @Test
    void aChildOfARunContinuesTheTraceOfItsHeaders() {
        work(tracing, attempt -> Future.succeededFuture(TaskResult.EMPTY));
        run(Task.of("Review it.")
                .header(TaskHeaders.TRACEPARENT, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        assertThat(span("submit review").getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span("submit review").getParentSpanId()).isEqualTo("b7ad6b7169203331");
    }

    @Test
    void theStateOfAnEarlierTraceDoesNotStay() {
        String[] found = new String[1];
        work(tracing, attempt -> {
            found[0] = attempt.task().headers().toString();
            return Future.succeededFuture(TaskResult.EMPTY);
        });
        run(Task.of("Review it.").header(TaskHeaders.TRACESTATE, "vendor=old"));
        assertThat(found[0]).contains(TaskHeaders.TRACEPARENT).doesNotContain("vendor=old");
    }

    @Test
    void aTaskWithoutRoomForAContextIsSubmittedAsItIs() {
        Task task = Task.of("Review it.");
        for (int i = 0; i < TaskHeaders.MAX_HEADERS; i++) {
            task = task.header("header-" + i, "value");
        }
        work(tracing, attempt -> Future.succeededFuture(TaskResult.EMPTY));
        run(task);
        assertThat(span("attempt review").getParentSpanContext().isValid()).isFalse();
    }

    @Test
    void headersThatCannotBeReadBeginANewTrace() {
        CodefleetClient other =
                get(Codefleet.connect(CodefleetOptions.of(fleet.options().uri().toString())));
        work(tracing, attempt -> Future.succeededFuture(TaskResult.EMPTY));
        get(other.submitTask(Task.of("Review it.")
                        .type("review")
                        .header(TaskHeaders.TRACEPARENT, "damaged")
                        .header("codefleet/submitted-at", "yesterday"))
                .compose(TaskHandle::outcome));
        get(other.close().map(true));
        FutureResults.get(fleet.close().map(true));
        assertThat(span("attempt review").getParentSpanContext().isValid()).isFalse();
        assertThat(spans.getFinishedSpanItems())
                .noneMatch(each -> each.getName().equals("wait review"));
    }

    /** A client without OpenTelemetry replays a task with its headers: that task waited, this one did not. */
    @Test
    void aTaskWithTheHeadersOfAnotherHasNoWaitOfThatOne() {
        work(tracing, attempt -> Future.succeededFuture(TaskResult.text("good")));
        get(fleet.submitTask(Task.of("Review it.").type("review").id("first")).compose(TaskHandle::outcome));
        Map<String, String> headers =
                get(fleet.task("first")).orElseThrow().task().headers();
        assertThat(headers).containsKey("codefleet/submitted-at");
        CodefleetClient other =
                get(Codefleet.connect(CodefleetOptions.of(fleet.options().uri().toString())));
        get(other.submitTask(Task.of("Review it.").type("review").id("second").headers(headers))
                .compose(TaskHandle::outcome));
        get(other.close().map(true));
        FutureResults.get(fleet.close().map(true));

        assertThat(spans.getFinishedSpanItems())
                .filteredOn(each -> each.getName().equals("wait review"))
                .extracting(each -> each.getAttributes().get(TaskAttributes.TASK_ID))
                .containsExactly("first");
    }

    @Test
    void aRefusedSubmitIsAnErrorInItsSpan() {
        FutureResults.failureOf(fleet.submitTasks(List.of(
                Task.of("one").type("review").id("same").retry(RetryPolicy.NONE),
                Task.of("two").type("review").id("same"))));
        assertThat(spans.getFinishedSpanItems())
                .filteredOn(each -> each.getStatus().equals(StatusData.error()))
                .isNotEmpty()
                .allSatisfy(each -> assertThat(each.getAttributes().asMap()).containsKey(TaskAttributes.ERROR_TYPE));
    }
}
