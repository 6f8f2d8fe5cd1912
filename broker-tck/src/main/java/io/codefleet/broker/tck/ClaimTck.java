package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Allowance;
import io.codefleet.Budget;
import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Tests that tasks which a worker cannot start keep no others from it, however many they are. */
public abstract class ClaimTck extends BrokerTck {
    private static final int MANY = 1_000;
    private static final int SUBMITTED_AT_ONCE = 250;
    /** How many claims find a task that can be started, where this many before it cannot. */
    private static final int CLAIMS = 20;

    private void submitMany(UnaryOperator<Task> change) {
        for (int from = 0; from < MANY; from += SUBMITTED_AT_ONCE) {
            client().submit(many("blocked-" + from + "-", SUBMITTED_AT_ONCE).stream()
                    .map(change)
                    .toList());
        }
    }

    private void assertFindsTheOneBehind(TckWorker worker) {
        client().submit(task("startable"));
        boolean found = false;
        for (int claims = 0; claims < CLAIMS && !found; claims++) {
            found = worker.claimIds(1).contains("startable");
        }
        assertThat(found).as("the task was found within %s claims", CLAIMS).isTrue();
    }

    @Test
    void aTaskBehindManyThatWaitForAConcurrencyKeyIsFound() {
        TckWorker worker = worker("w");
        client().submit(task("holder").concurrency("repo", 1));
        worker.claimOne();
        submitMany(task -> task.concurrency("repo", 1));

        assertFindsTheOneBehind(worker);
    }

    @Test
    void aTaskBehindManyThatRequireMoreThanTheWorkerOffersIsFound() {
        TckWorker worker = worker(WorkerProfile.of("w").offers("git"));
        submitMany(task -> task.requires("git", "gpu"));

        assertFindsTheOneBehind(worker);
    }

    @Test
    void aTaskBehindManyThatArePlacedOnAnotherWorkerIsFound() {
        worker("other");
        submitMany(task -> task.placement(Placement.worker("other")));

        assertFindsTheOneBehind(worker("w"));
    }

    @Test
    void aTaskBehindManyWhoseAllowanceIsUsedUpIsFound() {
        Allowance allowance = Allowance.of("team").total(Budget.tokens(5));
        TckWorker worker = worker("w");
        client().submit(task("spender").allowance(allowance));
        Assignment spender = worker.claimOne();
        submitMany(task -> task.allowance(allowance));
        Usage usage = Usage.builder().inputTokens(10).build();
        TaskResult result = TaskResult.text("done").usage(usage);
        get(worker.broker.report(List.of(new AttemptReport.Completed(spender.lease(), result)), Optional.empty()));

        assertFindsTheOneBehind(worker);
        assertThat(client().stats().queued()).isZero();
    }
}
