package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Consensus;
import io.codefleet.consensus.ConsensusResult;
import io.codefleet.consensus.Round;
import io.codefleet.error.ClosedException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that a caller may stop at any moment, and another may continue under the same run id. */
class ConsensusResumeTest extends FleetTest {
    private static final Consensus RUN = Consensus.on(Task.of("Which is best?").id("run"))
            .models("m/a", "m/b", "m/c", "m/d")
            .by(Agreement.judge(Task.of("Which is more thorough?")))
            .concurrency(3)
            .orElse(Round.debate(), Round.debate());

    private final Map<String, Integer> runs = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** A judge that has no opinion before the third round: 4 votes and 12 comparisons a round. */
    private static String answer(Task task) {
        if (!task.id().contains("judge#")) {
            return task.id() + " says " + task.context().preferredModel().orElseThrow();
        }
        boolean aIsBest = task.prompt().matches("(?s).*ANSWER OF A =+\\nrun/round3/vote#2.*");
        boolean bIsBest = task.prompt().matches("(?s).*ANSWER OF B =+\\nrun/round3/vote#2.*");
        return aIsBest ? "[[A]]" : bIsBest ? "[[B]]" : "[[TIE]]";
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 11, 16, 17, 20, 25, 32, 33, 36})
    void nothingThatWasFinishedRunsAgain(int moment) {
        Promise<Void> reached = Promise.promise();
        worker(fleet, WorkerOptions.create().concurrency(8), attempt -> {
            runs.merge(attempt.task().id(), 1, Integer::sum);
            if (calls.incrementAndGet() > moment) {
                reached.tryComplete();
            }
            return Future.succeededFuture(TaskResult.text(answer(attempt.task())));
        });

        CodefleetClient first = connect("memory");
        Future<ConsensusResult> lost = first.consensus(RUN).result();
        get(Future.any(reached.future(), lost));
        get(first.close());
        ConsensusResult result = get(fleet.consensus(RUN).result());

        assertThat(result.answer().orElseThrow().text()).startsWith("run/round3/vote#2 ");
        assertThat(lost.failed() ? lost.cause() : new ClosedException("not needed"))
                .isInstanceOf(ClosedException.class);
        assertThat(runs.values()).containsOnly(1);
        assertThat(runs.keySet()).filteredOn(id -> id.contains("/vote#")).hasSize(12);
    }
}
