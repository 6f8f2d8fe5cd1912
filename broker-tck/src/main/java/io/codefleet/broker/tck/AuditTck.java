package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CancelResult;
import io.codefleet.Document;
import io.codefleet.Outcome;
import io.codefleet.Page;
import io.codefleet.StorageLimits;
import io.codefleet.SubmitRate;
import io.codefleet.TaskQuery;
import io.codefleet.WorkerCommand;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests of the audit: each action on the fleet is recorded, with its actor and time. */
public abstract class AuditTck extends BrokerTck {
    private TckClient ann() {
        return connectAs("ann@build-7");
    }

    private TckClient ben() {
        return connectAs("ben");
    }

    /** Returns all entries of a query over all pages, the newest first. */
    private List<AuditEntry> audit(AuditQuery query) {
        List<AuditEntry> all = new ArrayList<>();
        Page<AuditEntry> page = get(client().broker.audit(query));
        all.addAll(page.items());
        while (page.next().isPresent()) {
            page = get(client().broker.audit(query.from(page.next().get())));
            all.addAll(page.items());
        }
        return all;
    }

    private List<AuditAction> actions() {
        return audit(AuditQuery.ALL).stream().map(AuditEntry::action).toList();
    }

    private AuditEntry onlyEntry() {
        List<AuditEntry> entries = audit(AuditQuery.ALL);
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    @Test
    void aSubmitNamesItsActorAndTasks() {
        ann().submit(tasks("a", "b"));

        AuditEntry entry = onlyEntry();
        assertThat(entry.actor()).isEqualTo("ann@build-7");
        assertThat(entry.action()).isEqualTo(AuditAction.SUBMITTED);
        assertThat(entry.subjects()).containsExactly("a", "b");
        assertThat(entry.count()).isEqualTo(2);
        assertThat(entry.detail()).isEmpty();
    }

    @Test
    void aSubmitOfManyTasksNamesThemAll() {
        ann().submit(many("t", 120));

        assertThat(audit(AuditQuery.ALL)).extracting(AuditEntry::count).containsExactlyInAnyOrder(50, 50, 20);
        assertThat(audit(AuditQuery.ALL.subject("t0"))).hasSize(1);
        assertThat(audit(AuditQuery.ALL.subject("t119"))).hasSize(1);
    }

    @Test
    void aSubmitSentAgainIsNotWrittenAgain() {
        TckClient ann = ann();
        ann.submit(task("t"));
        ann.submit(task("t"));

        assertThat(actions()).containsExactly(AuditAction.SUBMITTED);
    }

    @Test
    void aTaskThatIsRefusedIsNotWritten() {
        TckClient ann = ann();
        ann.submit(task("t"));
        ann.refusal(task("t").prompt("something else"));

        assertThat(audit(AuditQuery.ALL)).hasSize(1);
    }

    @Test
    void aReplayIsCalledOne() {
        get(ann().broker.replay(List.of(task("t~1"))));

        assertThat(onlyEntry().action()).isEqualTo(AuditAction.REPLAYED);
        assertThat(onlyEntry().subjects()).containsExactly("t~1");
    }

    @Test
    void aCancelNamesTheTaskAndItsDescendants() {
        ann().submit(task("p"), task("c").parent("p"), task("g").parent("c"), task("other"));
        ben().cancel("p");

        List<AuditEntry> entries = audit(AuditQuery.ALL.actions(AuditAction.CANCELLED));
        assertThat(entries).allMatch(entry -> entry.actor().equals("ben"));
        assertThat(entries.stream().flatMap(entry -> entry.subjects().stream()))
                .containsExactlyInAnyOrder("p", "c", "g");
    }

    @Test
    void aCancelOfARunningTaskIsWrittenWhenItIsRequested() {
        client().submit(task("t"));
        worker("w").claimOne();

        assertThat(ben().cancel("t")).isEqualTo(CancelResult.REQUESTED);
        assertThat(audit(AuditQuery.ALL.actor("ben"))).hasSize(1);
    }

    @Test
    void aCancelThatChangesNothingIsNotWritten() {
        TckClient ben = ben();
        client().submit(task("ended"));
        client().cancel("ended");
        ben.cancel("ended");
        ben.cancel("unknown");

        assertThat(audit(AuditQuery.ALL.actor("ben"))).isEmpty();
    }

    @Test
    void aPurgeEntryHasTheNumberOfDeletedTasks() {
        client().submit(many("t", 60));
        many("t", 60).forEach(task -> client().cancel(task.id()));
        assertThat(get(ben().broker.purge(TaskQuery.ALL, 100))).isEqualTo(60);

        List<AuditEntry> purges = audit(AuditQuery.ALL.actions(AuditAction.PURGED));
        assertThat(purges).extracting(AuditEntry::actor).containsExactly("ben");
        assertThat(purges).extracting(AuditEntry::count).containsExactly(60);
        assertThat(purges.get(0).subjects()).hasSize(AuditEntry.MAX_SUBJECTS).contains("t0");
    }

    @Test
    void aPurgeOfNothingIsNotWritten() {
        client().submit(task("open"));
        get(ben().broker.purge(TaskQuery.ALL, 100));

        assertThat(audit(AuditQuery.ALL.actor("ben"))).isEmpty();
    }

    @Test
    void aCommandNamesItselfAndItsWorkers() {
        worker("v");
        worker("w");
        get(ann().broker.command(Optional.of("w"), WorkerCommand.of(WorkerCommand.DRAIN)));
        get(ben().broker.command(Optional.empty(), WorkerCommand.setConcurrency(3)));

        List<AuditEntry> entries = audit(AuditQuery.ALL);
        assertThat(entries).extracting(AuditEntry::actor).containsExactly("ben", "ann@build-7");
        assertThat(entries).extracting(AuditEntry::action).containsOnly(AuditAction.COMMANDED);
        assertThat(entries)
                .extracting(AuditEntry::detail)
                .containsExactly(Optional.of(WorkerCommand.SET_CONCURRENCY), Optional.of(WorkerCommand.DRAIN));
        assertThat(entries.get(0).subjects()).containsExactlyInAnyOrder("v", "w");
        assertThat(entries.get(1).subjects()).containsExactly("w");
    }

    @Test
    void aCommandToNobodyIsNotWritten() {
        get(ann().broker.command(Optional.of("nobody"), WorkerCommand.of(WorkerCommand.DRAIN)));

        assertThat(actions()).isEmpty();
    }

    @Test
    void aPauseAndAResumeAreWrittenWhereTheyChangeSomething() {
        TckClient ann = ann();
        get(ann.broker.pause());
        get(ben().broker.pause());
        get(ann.broker.resume());
        get(ann.broker.resume());

        assertThat(actions()).containsExactly(AuditAction.RESUMED, AuditAction.PAUSED);
        assertThat(audit(AuditQuery.ALL)).extracting(AuditEntry::actor).containsOnly("ann@build-7");
    }

    private void everything(Broker broker, String task) {
        get(broker.submit(List.of(task(task))));
        get(broker.replay(List.of(task(task + "~1"))));
        get(broker.cancel(task, "over"));
        get(broker.purge(TaskQuery.ALL, 100));
        get(broker.command(Optional.empty(), WorkerCommand.of(WorkerCommand.DRAIN)));
        get(broker.pause());
        get(broker.resume());
        get(broker.documents().put(new Document("key", task, 0, "x"), DocumentTck.created(task)));
        get(broker.documents().delete("key", task, DocumentTck.revoked(task)));
        DocumentTck.changeSchedulesAndAlerts(broker.documents(), task);
        if (broker().workersDecide()) {
            ApprovalAuditTck.decide(broker, task + "-yes", true, "ann", "fine");
            ApprovalAuditTck.decide(broker, task + "-no", false, "ann", "not yet");
        }
    }

    @Test
    void aViewNamesItsActorInAllThatItDoesAndTheConnectionKeepsItsOwn() {
        TckClient ann = ann();
        worker("w");
        Broker view = ann.broker.actingAs("ben#key-1");
        everything(view, "t");
        assertThat(audit(AuditQuery.ALL)).extracting(AuditEntry::actor).containsOnly("ben#key-1");
        Set<AuditAction> all = EnumSet.complementOf(EnumSet.of(AuditAction.UNKNOWN));
        if (!broker().workersDecide()) {
            all.removeAll(Set.of(AuditAction.APPROVED, AuditAction.REJECTED));
        }
        assertThat(actions()).containsAll(all);
        int entries = actions().size();

        everything(ann.broker, "u");
        assertThat(audit(AuditQuery.ALL.actor("ann@build-7"))).hasSize(entries);
        assertThat(audit(AuditQuery.ALL.actor("ben#key-1"))).hasSize(entries);
    }

    @Test
    void theOutcomeOfATaskOfAViewGoesToItsConnection() {
        TckClient ann = ann();
        get(ann.broker.actingAs("ben").submit(List.of(task("t"))));
        ann.cancel("t");

        assertThat(receivedOutcome(ann, "t")).isInstanceOf(Outcome.Cancelled.class);
    }

    @Test
    void limitsByActorCountForTheActorOfTheView() {
        limits = StorageLimits.DEFAULT.submitRate(new SubmitRate(1, Duration.ofHours(1), 1));
        TckClient ann = ann();
        get(ann.broker.actingAs("ben").submit(List.of(task("t"))));

        assertThat(get(ann.broker.actingAs("ben").submit(List.of(task("u")))).get(0))
                .isInstanceOfSatisfying(
                        SubmitReply.Refused.class,
                        refused -> assertThat(refused.reason()).hasMessageContaining("ben"));
        assertThat(get(ann.broker.submit(List.of(task("u")))).get(0)).isEqualTo(SubmitReply.Accepted.INSTANCE);
    }

    @Test
    void aViewEndsWithItsConnectionAndNotBefore() {
        TckClient ann = ann();
        Broker view = ann.broker.actingAs("ben");
        get(view.close());
        get(view.submit(List.of(task("t"))));
        get(ann.broker.submit(List.of(task("u"))));

        get(ann.broker.close());
        assertThat(failureOf(() -> view.submit(List.of(task("v"))))).isInstanceOf(ClosedException.class);
    }

    @Test
    void aViewOfAMalformedActorIsRefused() {
        assertThatThrownBy(() -> ann().broker.actingAs("ben\nann")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void actionsOfWorkersAreNotAudited() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());

        assertThat(actions()).containsExactly(AuditAction.SUBMITTED);
    }

    @Test
    void entriesHaveTheTimeOfTheBrokersClock() {
        Instant before = client().stats().at().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
        client().submit(task("t"));

        assertThat(onlyEntry().at()).isBetween(before, client().stats().at());
    }

    @Test
    void aTimeRangeExcludesEarlierAndLaterEntries() {
        client().submit(task("first"));
        advance(ticks(1));
        client().submit(task("second"));
        advance(ticks(1));
        client().submit(task("third"));
        List<AuditEntry> all = audit(AuditQuery.ALL);
        Instant second = all.get(1).at();
        Instant third = all.get(0).at();

        assertThat(audit(AuditQuery.ALL.since(second).until(third)))
                .flatExtracting(AuditEntry::subjects)
                .containsExactly("second");
        assertThat(audit(AuditQuery.ALL.since(second)))
                .flatExtracting(AuditEntry::subjects)
                .containsExactly("third", "second");
        assertThat(audit(AuditQuery.ALL.until(second)))
                .flatExtracting(AuditEntry::subjects)
                .containsExactly("first");
    }

    @Test
    void pagesGoOnWhereTheLastEnded() {
        for (int i = 0; i < 7; i++) {
            client().submit(task("t" + i));
        }

        assertThat(audit(AuditQuery.ALL.pageSize(2)))
                .flatExtracting(AuditEntry::subjects)
                .containsExactly("t6", "t5", "t4", "t3", "t2", "t1", "t0");
    }

    @Test
    void anIdMatchesExactlyAndNotByPrefix() {
        client().submit(tasks("task-1", "task-12"));
        client().submit(task("task-1x"));

        assertThat(audit(AuditQuery.ALL.subject("task-1"))).hasSize(1);
        assertThat(audit(AuditQuery.ALL.subject("task"))).isEmpty();
    }

    @Test
    void anInvalidCursorIsRefused() {
        assertThatThrownBy(() -> get(client().broker.audit(AuditQuery.ALL.from("+ - x"))))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void onlyAboutSoManyEntriesAreKept() {
        limits = StorageLimits.DEFAULT.maxAuditEntries(100);
        for (int i = 0; i < 450; i++) {
            client().submit(task("t" + i));
        }

        after(
                Duration.ZERO,
                () -> assertThat(audit(AuditQuery.ALL.pageSize(1000))).hasSizeBetween(100, 250));
        assertThat(audit(AuditQuery.ALL.pageSize(1)).get(0).subjects()).containsExactly("t449");
    }

    @Test
    void entriesGoWhenTheirRetentionIsOver() {
        limits = StorageLimits.DEFAULT.auditRetention(ticks(1));
        for (int i = 0; i < 250; i++) {
            client().submit(task("t" + i));
        }

        after(ticks(2), () -> assertThat(audit(AuditQuery.ALL.pageSize(1000))).hasSizeLessThan(200));
    }

    @Test
    void entriesAreNotVisibleInOtherNamespaces() {
        client().submit(task("t"));

        assertThat(get(connect(namespace + "-other").broker.audit(AuditQuery.ALL))
                        .items())
                .isEmpty();
    }
}
