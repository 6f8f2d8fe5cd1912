package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptException;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHeaders;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.test.E2e;
import io.codefleet.agent.test.TraceReceiver;
import io.codefleet.agent.test.TraceReceiver.ReceivedSpan;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The trace of what {@code run} and {@code replay} submit: that of their caller, and without a caller one that is there. */
class CommandTracingTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";
    private static final Map<String, String> CALLED = Map.of("TRACEPARENT", "00-" + TRACE + "-" + CALLER + "-01");
    private static final String FAILED_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String FAILED_SUBMIT = "00f067aa0ba902b7";

    private final TraceReceiver collector = TraceReceiver.start();

    @TempDir
    private Path folder;

    private FleetSession session;

    @BeforeEach
    void startWorker() {
        session = FleetSession.open(CodefleetOptions.of(broker()));
        FutureResults.get(fleet().worker(WorkerOptions.create())
                .handle("general", attempt -> Future.succeededFuture(TaskResult.text("done")))
                .handle("broken", attempt -> Future.failedFuture(AttemptException.permanent("it is broken")))
                .start());
    }

    @AfterEach
    void close() {
        session.close();
        collector.close();
    }

    private String broker() {
        return "file:" + folder.resolve("broker");
    }

    private CodefleetClient fleet() {
        return session.fleet();
    }

    /** Runs a command that sends its spans to the collector. */
    private CommandRun traced(Map<String, String> variables, String... arguments) {
        Map<String, String> environment = new TreeMap<>(variables);
        environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", collector.address());
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--broker=" + broker());
        CommandRun run = CommandRun.with(environment, "", all.toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run;
    }

    private Path workflow() throws IOException {
        return Files.writeString(folder.resolve("review.yml"), """
                name: review
                steps:
                  read: {prompt: Read it}
                  judge: {prompt: "Judge {{ steps.read.text }}", after: read}
                """);
    }

    /** Checks that the context which a task carries to its worker is that of its submit. */
    private void assertCarries(String task, ReceivedSpan submit) {
        assertThat(FutureResults.get(fleet().task(task)).orElseThrow().task().headers())
                .containsEntry(TaskHeaders.TRACEPARENT, "00-" + submit.trace() + "-" + submit.id() + "-01");
    }

    /** Returns the spans of a command. A process under load may not send them before the command ends. */
    private List<ReceivedSpan> spans(int number) {
        E2e.eventually(() -> assertThat(collector.spans()).hasSize(number));
        return collector.spans();
    }

    @Test
    void theStepsOfARunAreInTheTraceOfItsCaller() throws IOException {
        traced(CALLED, "run", workflow().toString(), "--run-id=r");

        assertThat(spans(3)).allSatisfy(span -> {
            assertThat(span.service()).isEqualTo("codefleet");
            assertThat(span.trace()).isEqualTo(TRACE);
            assertThat(span.parent()).isEqualTo(CALLER);
            assertCarries(String.valueOf(span.attributes().get("codefleet.task.id")), span);
        });
        assertThat(collector.spans())
                .extracting(ReceivedSpan::name)
                .containsExactlyInAnyOrder("submit workflow", "submit general", "submit general");
    }

    @Test
    void aDurableRunCarriesTheTraceOfItsCallerToItsDriver() throws IOException {
        traced(CALLED, "run", workflow().toString(), "--run-id=r", "--durable", "--no-wait");

        ReceivedSpan submit = spans(1).get(0);
        assertThat(submit.name()).isEqualTo("submit workflow");
        assertThat(submit.trace()).isEqualTo(TRACE);
        assertThat(submit.parent()).isEqualTo(CALLER);
        assertCarries("r", submit);
    }

    private void failTask() {
        Task task = Task.of("Break it")
                .id("t")
                .type("broken")
                .retry(RetryPolicy.NONE)
                .header(TaskHeaders.TRACEPARENT, "00-" + FAILED_TRACE + "-" + FAILED_SUBMIT + "-01");
        assertThat(FutureResults.get(fleet().submitTask(task).compose(TaskHandle::outcome))
                        .isFailed())
                .isTrue();
    }

    @Test
    void aReplayIsInTheTraceOfItsCaller() {
        failTask();

        assertThat(traced(CALLED, "dead-letters", "replay", "t").out()).isEqualTo("t~1\n");

        ReceivedSpan submit = spans(1).get(0);
        assertThat(submit.name()).isEqualTo("submit broken");
        assertThat(submit.trace()).isEqualTo(TRACE);
        assertThat(submit.parent()).isEqualTo(CALLER);
        assertCarries("t~1", submit);
    }

    @Test
    void aReplayWithoutACallerStaysInTheTraceOfTheFailedTask() {
        failTask();

        traced(Map.of(), "dead-letters", "replay", "t");

        ReceivedSpan submit = spans(1).get(0);
        assertThat(submit.trace()).isEqualTo(FAILED_TRACE);
        assertThat(submit.parent()).isEqualTo(FAILED_SUBMIT);
        assertCarries("t~1", submit);
    }
}
