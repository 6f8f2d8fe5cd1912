package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.PurgeReply;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deletes of ended tasks on demand. */
public abstract class PurgeTck extends BrokerTck {
    private int purge(TaskQuery query, int max) {
        return get(client().broker.purge(query, max));
    }

    private void submitAndCancel(int count) {
        client().submit(many("t", count));
        for (int i = 0; i < count; i++) {
            client().cancel("t" + i);
        }
    }

    @Test
    void withoutStatusesItDeletesAllEndedTasks() {
        client().submit(tasks("running", "completed", "failed", "cancelled", "queued"));
        client().submit(task("delayed").delay(ticks(500)));
        TckWorker worker = worker("w");
        List<Assignment> claimed = worker.claim(3);
        worker.complete(claimed.get(1));
        worker.fail(claimed.get(2));
        client().cancel("cancelled");

        assertThat(purge(TaskQuery.ALL, 100)).isEqualTo(3);
        assertThat(client().listIds(TaskQuery.ALL)).containsExactlyInAnyOrder("running", "queued", "delayed");
        assertThat(client().look("completed")).isEmpty();
    }

    @Test
    void aPurgeDeletesAtMostTheLimit() {
        submitAndCancel(10);

        assertThat(purge(TaskQuery.ALL, 4)).isEqualTo(4);
        assertThat(client().listIds(TaskQuery.ALL)).hasSize(6);
        assertThat(purge(TaskQuery.ALL, 100)).isEqualTo(6);
        assertThat(purge(TaskQuery.ALL, 100)).isZero();
    }

    @Test
    void aPurgeFiltersByStatus() {
        client().submit(tasks("completed", "failed"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        worker.fail(worker.claimOne());

        assertThat(purge(TaskQuery.ALL.status(TaskStatus.FAILED), 100)).isEqualTo(1);
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("completed");
    }

    @Test
    void aPurgeFiltersByType() {
        client().submit(task("1").type("a"), task("2").type("b"));
        client().cancel("1");
        client().cancel("2");

        assertThat(purge(TaskQuery.ALL.type("a"), 100)).isEqualTo(1);
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("2");
    }

    @Test
    void aPurgeNeverDeletesUnfinishedTasks() {
        client().submit(tasks("running", "queued"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();

        TaskQuery query = TaskQuery.ALL.statuses(Set.of(TaskStatus.RUNNING, TaskStatus.QUEUED, TaskStatus.DELAYED));
        assertThat(purge(query, 100)).isZero();
        assertThat(client().listIds(TaskQuery.ALL)).hasSize(2);
        assertThat(worker.complete(running)).isTrue();
    }

    @Test
    void thePageSizeDoesNotLimitIt() {
        submitAndCancel(10);

        assertThat(purge(TaskQuery.ALL.pageSize(2), 100)).isEqualTo(10);
    }

    @Test
    void eachPurgeStepResumesAfterThePreviousOne() {
        submitAndCancel(10);
        PurgeReply first = step(4, Optional.empty());
        assertThat(first.deleted()).isEqualTo(4);
        client().submit(task("early"));
        PurgeReply second = step(4, first.next());
        assertThat(second.deleted()).isEqualTo(4);
        PurgeReply third = step(4, second.next());
        assertThat(third.deleted()).isEqualTo(2);
        assertThat(third.next()).isEmpty();
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("early");
    }

    @Test
    void aStepLooksAtNothingThatAnEarlierOneHasLeft() {
        client().submit(task("old"));
        submitAndCancel(4);
        PurgeReply first = step(2, Optional.empty());
        client().cancel("old");

        assertThat(step(10, first.next())).isEqualTo(new PurgeReply(2, Optional.empty()));
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("old");
        assertThat(purge(TaskQuery.ALL, 10)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "-1 ", "1e3", "99999999999999999999999"})
    void anInvalidPurgeCursorIsRefused(String cursor) {
        assertThatThrownBy(() -> step(1, Optional.of(cursor)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("cursor");
    }

    private PurgeReply step(int max, Optional<String> cursor) {
        return get(client().broker.purge(TaskQuery.ALL, max, cursor));
    }

    @Test
    void aDeletedTaskIsUnknown() {
        submitAndCancel(1);
        purge(TaskQuery.ALL, 1);

        assertThat(get(client().broker.follow(List.of("t0"))).unknown()).containsExactly("t0");
        assertThat(client().look("t0")).isEmpty();
    }

    @Test
    void theIdOfADeletedTaskIsFree() {
        submitAndCancel(1);
        purge(TaskQuery.ALL, 1);
        client().submit(task("t0").prompt("something else"));

        assertThat(client().status("t0")).isEqualTo(TaskStatus.QUEUED);
        assertThat(client().find("t0").history()).isEmpty();
        TckWorker worker = worker("w");
        assertThat(worker.complete(worker.claimOne())).isTrue();
    }

    private int purgeDeadLetters(List<String> ids) {
        return get(client().broker.purgeDeadLetters(ids));
    }

    private void submitAndFail(int count) {
        client().submit(many("t", count));
        TckWorker worker = worker("failing");
        worker.claim(count).forEach(worker::fail);
    }

    @Test
    void namedTasksAreDeletedIfTheyHaveFailed() {
        submitAndFail(3);
        client().submit(tasks("completed", "cancelled", "open"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());
        client().cancel("cancelled");

        assertThat(purgeDeadLetters(List.of("t0", "open", "completed", "cancelled", "unknown", "t2", "t0")))
                .isEqualTo(2);
        assertThat(client().listIds(TaskQuery.ALL)).containsExactlyInAnyOrder("open", "completed", "cancelled", "t1");
        assertThat(purgeDeadLetters(List.of("t0", "t2"))).isZero();
        assertThat(purgeDeadLetters(List.of())).isZero();
    }

    @Test
    void aFailedPartOfAnOpenTaskStays() {
        client().submit(task("run"));
        TckWorker worker = worker("w");
        Assignment run = worker.claimOne();
        client().submit(task("run/step").parent("run"));
        worker.fail(worker.claimOne());

        assertThat(purgeDeadLetters(List.of("run/step"))).isZero();
        worker.complete(run);
        assertThat(purgeDeadLetters(List.of("run/step"))).isOne();
    }

    @Test
    void aPurgeByQueryLeavesThePartsOfAnOpenTask() {
        client().submit(task("run"));
        TckWorker worker = worker("w");
        Assignment run = worker.claimOne();
        client().submit(
                        task("other"),
                        task("run/completed").parent("run"),
                        task("run/failed").parent("run"));
        client().submit(task("run/cancelled").parent("run"), task("run/nested").parent("run/completed"));
        worker.complete(worker.claimOne());
        worker.complete(worker.claimOne());
        worker.fail(worker.claimOne());
        client().cancel("run/cancelled");
        client().cancel("run/nested");

        assertThat(purge(TaskQuery.ALL.status(TaskStatus.FAILED), 100)).isZero();
        assertThat(purge(TaskQuery.ALL, 100)).as("other, run/nested").isEqualTo(2);
        assertThat(client().listIds(TaskQuery.ALL))
                .containsExactlyInAnyOrder("run", "run/completed", "run/failed", "run/cancelled");
        worker.failAndRetry(run, Duration.ofMinutes(1));
        assertThat(purge(TaskQuery.ALL, 100))
                .as("while the parent waits for another attempt")
                .isZero();
        client().cancel("run");
        assertThat(purge(TaskQuery.ALL, 100)).isEqualTo(4);
    }

    @Test
    void theAuditNamesEachTaskThatAPurgeByIdDeletes() {
        submitAndFail(120);
        List<String> ids = IntStream.range(0, 120).mapToObj(i -> "t" + i).toList();

        assertThat(purgeDeadLetters(ids)).isEqualTo(120);
        assertThat(purgeDeadLetters(ids)).isZero();
        List<AuditEntry> entries = get(client().broker.audit(AuditQuery.ALL.actions(AuditAction.PURGED)))
                .items();
        assertThat(entries).extracting(AuditEntry::count).containsExactlyInAnyOrder(50, 50, 20);
        assertThat(entries).flatExtracting(AuditEntry::subjects).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aPurgeFiltersByTagAndSubmitter() {
        connectAs("ann").submit(task("a1").tag("k", "v"), task("a2"), task("a3").tag("k", "w"));
        connectAs("ben").submit(task("b1").tag("k", "v"));
        List.of("a1", "a2", "a3", "b1").forEach(client()::cancel);

        assertThat(purge(TaskQuery.ALL.tag("k", "v").submitter("ann"), 100)).isEqualTo(1);
        assertThat(client().look("a1")).isEmpty();
        assertThat(purge(TaskQuery.ALL.tag("k", "v"), 100)).isEqualTo(1);
        assertThat(client().listIds(TaskQuery.ALL)).containsExactly("a3", "a2");
        assertThat(purge(TaskQuery.ALL.submitter("ben"), 100)).isZero();
    }
}
