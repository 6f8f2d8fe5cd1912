package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Budget;
import io.codefleet.CancelResult;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Run;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Decision.Reason;
import io.codefleet.consensus.Vote.Status;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A consensus as a run: its budget, its id, its end. */
class ConsensusRunTest extends ConsensusFixture {
    @Test
    void anExhaustedBudgetLeavesAConsensusOpenAndALargerOneResumesIt() {
        models(Map.of("m/a", "yes"));
        Consensus poor = SAFE.models("m/a").samples(5).concurrency(1).budget(Budget.cost("0.15"));

        ConsensusResult open = run(poor);
        assertUndecided(open, Reason.BUDGET_EXCEEDED);
        assertThat(statuses(open)).endsWith(Status.NOT_AFFORDED).startsWith(Status.COUNTED, Status.COUNTED);
        assertThat(askedIds()).hasSize(2);

        assertThat(run(poor.budget(Budget.UNLIMITED)).winner()).isPresent();
        assertThat(askedIds()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void noMoreRunAtOnceThanTheRunMayHave() {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Promise<Void> two = Promise.promise();
        worker(fleet, WorkerOptions.create().concurrency(50), attempt -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            if (now.get() == 2) {
                two.tryComplete();
            }
            return two.future().map(passed -> {
                now.decrementAndGet();
                return TaskResult.text(attempt.task().id());
            });
        });

        run(SAFE.samples(10).concurrency(2));

        assertThat(most.get()).isEqualTo(2);
    }

    @Test
    void aCancelOfTheRunsIdCancelsAll() {
        models(Map.of("m/b", "hang"));
        Run<ConsensusResult> run = fleet.consensus(SAFE.models("m/b", "m/b"));
        await().until(() -> asked.size() == 2);

        assertThat(get(fleet.handle("run").cancel("changed my mind"))).isEqualTo(CancelResult.REQUESTED);

        assertThatThrownBy(() -> get(run.result()))
                .isInstanceOf(RunCancelledException.class)
                .hasMessageContaining("changed my mind");
        assertThat(get(fleet.handle("run/vote#1").outcome())).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void aClosedClientAsksNobody() {
        CodefleetClient closed = connect("memory");
        get(closed.close());

        assertThatThrownBy(() -> get(closed.consensus(SAFE).result())).isInstanceOf(ClosedException.class);
    }

    @Test
    void anotherQuestionUnderTheSameIdIsRefused() {
        models(Map.of("m/a", "yes"));
        run(SAFE.models("m/a"));

        assertThatThrownBy(
                        () -> run(Consensus.on(Task.of("Is it fast?").id("run")).models("m/a")))
                .isInstanceOf(DuplicateTaskException.class);
    }

    @Test
    void recountingTheSameAnswersCostsNothing() {
        models(Map.of("m/a", "3", "m/b", "4", "m/c", "5"));
        assertUndecided(run(SAFE.models("m/a", "m/b", "m/c")), Reason.TOO_WEAK);

        ConsensusResult median = run(SAFE.models("m/a", "m/b", "m/c").by(Agreement.median("", 1)));

        assertThat(median.winner().orElseThrow().answer()).isEqualTo("4");
        assertThat(median.spread().orElseThrow().max()).isEqualByComparingTo("5");
        assertThat(askedIds()).hasSize(3);
    }

    @Test
    void progressCountsTheVotesAndEnds() {
        models(Map.of("m/a", "yes", "m/b", "fail"));
        Run<ConsensusResult> run = fleet.consensus(SAFE.models("m/a", "m/b"));
        Map<String, Object> last = new ConcurrentHashMap<>();
        Promise<Void> ended = Promise.promise();
        run.progress()
                .endHandler(v -> ended.complete())
                .handler(progress -> last.put("progress", List.of(progress.done(), progress.failed())));

        get(run.result());
        get(ended.future());

        assertThat(last.get("progress")).isEqualTo(List.of(1L, 1L));
    }

    @Test
    void aMeasureThatThrowsEndsTheRun() {
        models(Map.of("m/a", "yes", "m/b", "no"));
        Consensus broken = SAFE.models("m/a", "m/b").by(Agreement.similar(0.5, (one, other) -> {
            throw new IllegalStateException("no such word");
        }));
        assertThatThrownBy(() -> run(broken))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("agreement")
                .hasMessageContaining("no such word");
    }
}
