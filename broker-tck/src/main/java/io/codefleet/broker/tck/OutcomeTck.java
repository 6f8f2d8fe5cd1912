package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentReport;
import io.codefleet.Artifact;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.FollowReply;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of outcomes and of their notifications. */
public abstract class OutcomeTck extends BrokerTck {
    @Test
    void anErrorIsStoredWithABoundedMessageAndBoundedDetails() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        TaskError huge =
                TaskError.of(ErrorKind.PERMANENT, "x".repeat(3 << 20)).details(Map.of("trace", "y".repeat(3 << 20)));
        worker.report(new AttemptReport.Failed(assignment.lease(), huge, Optional.empty()));

        TaskError stored = client().failure("t").error();
        assertThat(stored.message()).startsWith("xxx").hasSizeLessThan(TaskError.MAX_BYTES);
        assertThat(stored.details()).containsOnlyKeys(TaskError.OMITTED_BYTES);
        assertThat(client().find("t").history().get(0).error()).contains(stored);
    }

    @Test
    void theSubmitterReceivesTheResult() {
        client().submit(task("t"));
        TckWorker worker = worker(connect(), WorkerProfile.of("w"));
        worker.complete(worker.claimOne(), "all is well");

        Outcome received = receivedOutcome(client(), "t");
        assertThat(received).isEqualTo(client().outcome("t"));
        assertThat(received.resultOrThrow().text()).isEqualTo("all is well");
        assertThat(received.attempts()).isEqualTo(1);
    }

    @Test
    void theSubmitterReceivesTheFailure() {
        client().submit(task("t"));
        TckWorker worker = worker(connect(), WorkerProfile.of("w"));
        worker.fail(worker.claimOne());

        assertThat(receivedOutcome(client(), "t")).isEqualTo(client().failure("t"));
    }

    @Test
    void aResultIsKeptAsItWasReported() {
        client().submit(task("t"));
        TaskResult result = TaskResult.text("Größe: \"1\"\n\t\uD83D\uDE80")
                .data(Map.of("files", List.of("a", "b"), "ok", true, "note", "x"))
                .patch("--- a\n+++ b\n", List.of("a/b.java"))
                .usage(Usage.builder()
                        .inputTokens(1)
                        .outputTokens(2)
                        .reasoningTokens(3)
                        .cacheReadTokens(4)
                        .cacheWriteTokens(5)
                        .cost(new BigDecimal("0.25"))
                        .build())
                .producedBy("provider/model", "session-1")
                .duration(Duration.ofMillis(1234));
        TckWorker worker = worker("w");
        worker.report(new AttemptReport.Completed(worker.claimOne().lease(), result));

        assertThat(client().outcome("t").resultOrThrow()).isEqualTo(result);
        assertThat(receivedOutcome(client(), "t").resultOrThrow()).isEqualTo(result);
    }

    @Test
    void aListenerIsCalledOnAContextOfItsVertx() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());

        receivedOutcome(client(), "t");
        assertThat(client().received.owners).isNotEmpty().containsOnly(Optional.of(vertx));
    }

    @Test
    void everyFollowerReceivesTheOutcome() {
        TckClient second = connect();
        TckClient third = connect();
        client().submit(task("t"));
        assertThat(get(second.broker.follow(List.of("t")))).isEqualTo(new FollowReply(List.of(), Set.of()));
        get(third.broker.follow(List.of("t")));
        client().cancel("t");

        for (TckClient follower : List.of(client(), second, third)) {
            assertThat(receivedOutcome(follower, "t")).isEqualTo(client().outcome("t"));
        }
    }

    @Test
    void aRepeatedSubmitReceivesTheOutcomeToo() {
        TckClient second = connect();
        client().submit(task("t"));
        second.submit(task("t"));
        client().cancel("t");

        assertThat(receivedOutcome(second, "t").status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void aClientThatDoesNotFollowReceivesNothing() {
        TckClient stranger = connect();
        client().submit(task("t"));
        client().cancel("t");
        receivedOutcome(client(), "t");

        forAWhile(() -> assertThat(stranger.received.outcomes).isEmpty());
    }

    @Test
    void aFollowOfEndedTasksGivesTheirOutcomes() {
        client().submit(tasks("done", "open"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());

        FollowReply reply = get(connect().broker.follow(List.of("done", "open", "unknown")));
        assertThat(reply.ended()).containsExactly(client().outcome("done"));
        assertThat(reply.unknown()).containsExactly("unknown");
    }

    @Test
    void aFollowOfNothingFindsNothing() {
        FollowReply reply = get(client().broker.follow(List.of()));

        assertThat(reply.ended()).isEmpty();
        assertThat(reply.unknown()).isEmpty();
    }

    @Test
    void theOutcomesOfManyTasksAllArrive() {
        client().submit(many("t", 500));
        TckWorker worker = worker(connect(), WorkerProfile.of("w"));
        List<AttemptReport> reports = worker.claim(500).stream()
                .map(assignment ->
                        TckWorker.completed(assignment, assignment.lease().taskId()))
                .toList();
        get(worker.broker.report(reports, Optional.empty()));

        soon(() -> assertThat(
                        client().received.outcomes.stream().map(Outcome::taskId).distinct())
                .hasSize(500));
        assertThat(client().received.outcomes)
                .allSatisfy(
                        outcome -> assertThat(outcome.resultOrThrow().text()).isEqualTo(outcome.taskId()));
    }

    @Test
    void aLargeResultArrivesComplete() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        String large = "0123456789".repeat(100_000);
        worker.complete(worker.claimOne(), large);

        assertThat(receivedOutcome(client(), "t").resultOrThrow().text()).isEqualTo(large);
        assertThat(client().outcome("t").resultOrThrow().text()).isEqualTo(large);
    }

    @Test
    void aResultAboveThePayloadLimitFailsTheTask() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();

        assertThat(worker.complete(assignment, "x".repeat(20_000))).isTrue();
        assertThat(client().failure("t").error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(receivedOutcome(client(), "t").status()).isEqualTo(TaskStatus.FAILED);
        assertThat(worker.claim(1)).isEmpty();
    }

    @Test
    void artifactsAndTheAgentsReportCountForThePayloadLimit() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);
        client().submit(tasks("a", "b"));
        TckWorker worker = worker("w");
        Artifact artifact = new Artifact("log.txt", 20_000, Artifact.Form.TEXT, "x".repeat(20_000));
        worker.report(new AttemptReport.Completed(
                worker.claimOne().lease(), TaskResult.text("x").artifacts(List.of(artifact))));
        AgentReport report = AgentReport.builder()
                .todos(List.of(new AgentReport.Todo("x".repeat(20_000), "pending")))
                .steps(1)
                .build();
        worker.report(new AttemptReport.Completed(
                worker.claimOne().lease(), TaskResult.text("x").agent(report)));

        assertThat(client().failure("a").error().kind()).isEqualTo(ErrorKind.PERMANENT);
        assertThat(client().failure("b").error().kind()).isEqualTo(ErrorKind.PERMANENT);
    }

    @Test
    void anOutcomeIsAsOldAsTheEndOfItsTask() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        advance(ticks(2));
        worker.complete(assignment);

        Outcome outcome = client().outcome("t");
        assertThat(client().find("t").summary()).satisfies(summary -> {
            assertThat(summary.finishedAt()).contains(outcome.finishedAt());
            assertThat(summary.submittedAt().plus(ticks(2))).isBeforeOrEqualTo(outcome.finishedAt());
        });
    }
}
