package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CancelResult;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.Assignment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two namespaces of one broker know nothing of each other. */
public abstract class NamespaceTck extends BrokerTck {
    private TckClient elsewhere() {
        return connect(namespace + "-other");
    }

    @Test
    void tasksAreNotVisibleInOtherNamespaces() {
        client().submit(task("t"));
        TckClient other = elsewhere();

        assertThat(other.look("t")).isEmpty();
        assertThat(other.listIds(TaskQuery.ALL)).isEmpty();
        assertThat(get(other.broker.follow(List.of("t"))).unknown()).containsExactly("t");
    }

    @Test
    void tasksAreNotClaimedInOtherNamespaces() {
        client().submit(task("t"));
        TckClient other = elsewhere();

        assertThat(worker(other, WorkerProfile.of("w")).claim(1)).isEmpty();
    }

    @Test
    void oneIdIsTwoTasksInTwoNamespaces() {
        TckClient other = elsewhere();
        client().submit(task("t").prompt("here"));
        other.submit(task("t").prompt("there"));
        TckWorker worker = worker(other, WorkerProfile.of("w"));
        Assignment claimed = worker.claimOne();

        assertThat(claimed.task().prompt()).isEqualTo("there");
        worker.complete(claimed);
        assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED);
        assertThat(receivedOutcome(other, "t")).isInstanceOf(Outcome.Completed.class);
        forAWhile(() -> assertThat(client().received.outcomes).isEmpty());
    }

    @Test
    void aLeaseIsInvalidInOtherNamespaces() {
        client().submit(task("t"));
        TckClient other = elsewhere();
        other.submit(task("t"));
        Assignment here = worker("w").claimOne();
        TckWorker there = worker(other, WorkerProfile.of("w"));

        assertThat(there.complete(here)).isFalse();
        assertThat(other.status("t")).isEqualTo(TaskStatus.QUEUED);
        assertThat(client().status("t")).isEqualTo(TaskStatus.RUNNING);
    }

    @Test
    void workersAreNotVisibleInOtherNamespaces() {
        worker("w");
        TckClient other = elsewhere();

        assertThat(get(other.broker.workers())).isEmpty();
        assertThat(other.stats().workers()).isZero();
    }

    @Test
    void commandsReachTheirNamespaceOnly() {
        TckWorker worker = worker("w");
        WorkerCommand command = WorkerCommand.of(WorkerCommand.DRAIN);

        assertThat(get(elsewhere().broker.command(Optional.empty(), command))).isZero();
        assertThat(worker.receiveCommands()).isEmpty();
    }

    @Test
    void cancelsAndPurgesAffectTheirNamespaceOnly() {
        TckClient other = elsewhere();
        client().submit(tasks("open", "ended"));
        client().cancel("ended");

        assertThat(other.cancel("open")).isEqualTo(CancelResult.NOT_FOUND);
        assertThat(get(other.broker.purge(TaskQuery.ALL, 100))).isZero();
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("ended", "open");
    }

    @Test
    void aPauseAffectsItsNamespaceOnly() {
        get(elsewhere().broker.pause());
        client().submit(task("t"));

        assertThat(client().stats().paused()).isFalse();
        assertThat(worker("w").claimIds(1)).containsExactly("t");
    }

    @Test
    void eventsAreNotVisibleInOtherNamespaces() {
        TckClient other = elsewhere();
        String cursor = other.cursorOfNow();
        client().submit(task("t"));
        worker("w");

        assertThat(other.eventsAfter(cursor)).isEmpty();
    }

    @Test
    void progressStaysInItsNamespace() {
        TckClient other = elsewhere();
        get(other.broker.watchProgress("t"));
        get(client().broker.watchProgress("t"));
        client().submit(task("t"));
        Assignment running = worker("w").claimOne();
        Progress progress = new Progress("t", 1, Instant.parse("2026-01-02T03:04:05Z"), "text", "reading", Map.of());
        get(client().broker.progress(running.lease(), progress));

        soon(() -> assertThat(client().received.progress).containsExactly(progress));
        forAWhile(() -> assertThat(other.received.progress).isEmpty());
    }

    @Test
    void statsCountOneNamespaceOnly() {
        client().submit(tasks("a", "b"));
        TckClient other = elsewhere();
        other.submit(task("c"));

        assertThat(client().stats().submitted()).isEqualTo(2);
        assertThat(other.stats().submitted()).isEqualTo(1);
    }
}
