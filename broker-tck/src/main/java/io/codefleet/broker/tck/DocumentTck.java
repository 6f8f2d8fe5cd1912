package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditNote;
import io.codefleet.AuditQuery;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Documents;
import io.codefleet.RetryPolicy;
import io.codefleet.StorageLimits;
import io.codefleet.TaskQuery;
import io.codefleet.broker.Assignment;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Processes share small documents and never overwrite each other's change unseen. */
public abstract class DocumentTck extends BrokerTck {
    private static final List<AuditAction> CHANGES = List.of(
            AuditAction.SCHEDULE_EDITED,
            AuditAction.SCHEDULE_PAUSED,
            AuditAction.SCHEDULE_RESUMED,
            AuditAction.ALERT_ACKNOWLEDGED,
            AuditAction.ALERT_SILENCED,
            AuditAction.ALERT_UNSILENCED);

    private Documents documents() {
        return client().broker.documents();
    }

    @Test
    void aDocumentIsReadByEveryClientAsItWasWritten() {
        String content = "{\"text\": \"a line\\n and 'ünï' <> \"}\nmore";
        assertThat(get(documents().put(new Document("rule", "b", 0, content)))).isTrue();
        get(documents().put(new Document("rule", "a", 0, "")));

        assertThat(get(connect().broker.documents().list("rule")))
                .containsExactly(new Document("rule", "a", 1, ""), new Document("rule", "b", 1, content));
        assertThat(get(documents().list("other"))).isEmpty();
    }

    @Test
    void aWriterWhoReadAnOlderVersionIsRefused() {
        get(documents().put(new Document("rule", "a", 0, "first")));
        assertThat(get(documents().put(new Document("rule", "a", 1, "second")))).isTrue();

        assertThat(get(documents().put(new Document("rule", "a", 1, "stale")))).isFalse();
        assertThat(get(documents().put(new Document("rule", "a", 0, "new")))).isFalse();
        assertThat(get(documents().list("rule"))).containsExactly(new Document("rule", "a", 2, "second"));
    }

    @Test
    void aDeletedDocumentRestartsAtItsFirstVersion() {
        get(documents().put(new Document("rule", "a", 0, "first")));
        assertThat(get(documents().delete("rule", "a"))).isTrue();
        assertThat(get(documents().delete("rule", "a"))).isFalse();

        assertThat(get(documents().put(new Document("rule", "a", 1, "stale")))).isFalse();
        assertThat(get(documents().put(new Document("rule", "a", 0, "again")))).isTrue();
    }

    @Test
    void oneTooManyOfAKindIsRefused() {
        List<Future<Boolean>> puts = new ArrayList<>();
        for (int i = 0; i < Document.MAX_OF_A_KIND; i++) {
            puts.add(documents().put(new Document("rule", "n" + i, 0, "")));
        }
        get(Future.all(puts));

        assertThatThrownBy(() -> get(documents().put(new Document("rule", "more", 0, ""))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("document.name");
        assertThat(get(documents().put(new Document("rule", "n7", 1, "changed"))))
                .isTrue();
    }

    static Optional<AuditNote> created(String key) {
        return Optional.of(AuditNote.of(AuditAction.KEY_CREATED, key).detail("role=admin;namespaces=a,b"));
    }

    static Optional<AuditNote> revoked(String key) {
        return Optional.of(AuditNote.of(AuditAction.KEY_REVOKED, key));
    }

    @Test
    void aDocumentIsStoredAndDeletedTogetherWithTheNoteAboutIt() {
        assertThat(get(connectAs("ann@build-7")
                        .broker
                        .documents()
                        .put(new Document("key", "k1", 0, "secret"), created("k1"))))
                .isTrue();
        assertThat(get(connectAs("ben").broker.documents().delete("key", "k1", revoked("k1"))))
                .isTrue();

        List<AuditEntry> entries =
                get(client().broker.audit(AuditQuery.ALL.subject("k1"))).items();
        assertThat(entries)
                .extracting(AuditEntry::action)
                .containsExactly(AuditAction.KEY_REVOKED, AuditAction.KEY_CREATED);
        assertThat(entries).extracting(AuditEntry::actor).containsExactly("ben", "ann@build-7");
        assertThat(entries)
                .extracting(AuditEntry::detail)
                .containsExactly(Optional.empty(), Optional.of("role=admin;namespaces=a,b"));
        assertThat(entries).extracting(AuditEntry::count).containsOnly(1);
        assertThat(entries)
                .extracting(AuditEntry::at)
                .allSatisfy(
                        at -> assertThat(at).isBeforeOrEqualTo(client().stats().at()));
    }

    /** Writes a document once for each action on schedules and alerts, with a note about it. */
    static void changeSchedulesAndAlerts(Documents documents, String name) {
        for (int i = 0; i < CHANGES.size(); i++) {
            Optional<AuditNote> note = Optional.of(AuditNote.of(CHANGES.get(i), name));
            assertThat(get(documents.put(new Document("schedule", name, i, ""), note)))
                    .isTrue();
        }
    }

    @Test
    void theAuditHasTheNotesAboutSchedulesAndAlerts() {
        changeSchedulesAndAlerts(documents(), "s1");
        for (AuditAction action : CHANGES) {
            assertThat(get(client().broker.audit(AuditQuery.ALL.actions(action)))
                            .items())
                    .extracting(AuditEntry::action, AuditEntry::subjects)
                    .containsExactly(tuple(action, List.of("s1")));
        }
    }

    @Test
    void aDocumentThatDoesNotChangeWritesNoNote() {
        get(documents().put(new Document("key", "k1", 0, "x"), created("k1")));
        assertThat(get(documents().put(new Document("key", "k1", 0, "y"), created("k1"))))
                .isFalse();
        assertThat(get(documents().put(new Document("key", "k2", 7, "y"), created("k2"))))
                .isFalse();
        assertThat(get(documents().delete("key", "k3", revoked("k3")))).isFalse();

        assertThat(get(client().broker.audit(AuditQuery.ALL)).items())
                .extracting(AuditEntry::subjects)
                .containsExactly(List.of("k1"));
    }

    @Test
    void aChangeWithoutANoteWritesNothing() {
        get(documents().put(new Document("key", "k1", 0, "x")));
        get(documents().put(new Document("key", "k1", 1, "y")));
        get(documents().delete("key", "k1"));

        assertThat(get(client().broker.audit(AuditQuery.ALL)).items()).isEmpty();
    }

    private static Document ofAttempt(String task, int attempt, long version, String content) {
        return new Document(new DocumentOwner(task, attempt).kind(), "transcript.00", version, content);
    }

    private List<Document> ofAttempt(String task, int attempt) {
        return get(documents().list(new DocumentOwner(task, attempt).kind()));
    }

    @Test
    void aDocumentOfAnAttemptIsStoredOnceTheAttemptHasBegun() {
        assertThat(get(documents().put(ofAttempt("t/1#a", 1, 0, "x")))).isFalse();
        client().submit(task("t/1#a"));
        assertThat(get(documents().put(ofAttempt("t/1#a", 1, 0, "x")))).isFalse();

        worker("w").claimOne();
        assertThat(get(documents().put(ofAttempt("t/1#a", 1, 0, "x")))).isTrue();
        assertThat(get(documents().put(ofAttempt("t/1#a", 1, 0, "stale")))).isFalse();
        assertThat(get(documents().put(ofAttempt("t/1#a", 1, 1, "y")))).isTrue();
        assertThat(get(documents().put(ofAttempt("t/1#a", 2, 0, "x")))).isFalse();

        assertThat(ofAttempt("t/1#a", 1)).containsExactly(ofAttempt("t/1#a", 1, 2, "y"));
        assertThat(ofAttempt("t/1#a", 2)).isEmpty();
    }

    @Test
    void theDocumentsOfAnAttemptOutliveTheEndOfTheTask() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment first = worker.claimOne();
        get(documents().put(ofAttempt("t", 1, 0, "first")));
        worker.failAndRetry(first, Duration.ZERO);
        Assignment second = worker.claimOne();
        get(documents().put(ofAttempt("t", 2, 0, "second")));
        worker.fail(second);

        assertThat(get(documents().put(ofAttempt("t", 2, 1, "the end")))).isTrue();
        assertThat(ofAttempt("t", 1)).containsExactly(ofAttempt("t", 1, 1, "first"));
        assertThat(ofAttempt("t", 2)).containsExactly(ofAttempt("t", 2, 2, "the end"));
    }

    @Test
    void theDocumentsOfAttemptsAreDeletedWithTheTask() {
        limits = StorageLimits.DEFAULT.retention(ticks(2));
        client().submit(tasks("t", "other"));
        TckWorker worker = worker("w");
        worker.claim(2).forEach(assignment -> {
            String id = assignment.task().id();
            get(documents().put(ofAttempt(id, 1, 0, id)));
            if (id.equals("t")) {
                worker.complete(assignment);
            }
        });

        after(ticks(3), () -> assertThat(client().look("t")).isEmpty());
        assertThat(ofAttempt("t", 1)).isEmpty();
        assertThat(get(documents().put(ofAttempt("t", 1, 0, "late")))).isFalse();
        assertThat(get(documents().put(ofAttempt("t", 1, 1, "late")))).isFalse();
        assertThat(ofAttempt("other", 1)).containsExactly(ofAttempt("other", 1, 1, "other"));
    }

    @Test
    void theDocumentsOfAFailedTaskAreReadAWeekLater() {
        needsAClockThatTurns();
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        get(documents().put(ofAttempt("t", 1, 0, "x")));
        worker.fail(assignment);

        advance(Duration.ofDays(7));
        runMaintenance();
        assertThat(get(connect().broker.documents().list(new DocumentOwner("t", 1).kind())))
                .containsExactly(ofAttempt("t", 1, 1, "x"));
        after(Duration.ofDays(8), () -> assertThat(client().look("t")).isEmpty());
        assertThat(ofAttempt("t", 1)).isEmpty();
    }

    @Test
    void aPurgeDeletesTheDocumentsOfAttempts() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment assignment = worker.claimOne();
        get(documents().put(ofAttempt("t", 1, 0, "x")));
        worker.complete(assignment);
        get(client().broker.purge(TaskQuery.ALL, 10));

        assertThat(ofAttempt("t", 1)).isEmpty();
    }

    @Test
    void onlyTheLastAttemptsHaveDocuments() {
        client().submit(task("t").retry(RetryPolicy.DEFAULT.maxAttempts(DocumentOwner.MAX_ATTEMPTS + 2)));
        TckWorker worker = worker("w");
        for (int attempt = 1; attempt <= DocumentOwner.MAX_ATTEMPTS + 1; attempt++) {
            Assignment assignment = worker.claimOne();
            assertThat(get(documents().put(ofAttempt("t", attempt, 0, "x")))).isTrue();
            worker.failAndRetry(assignment, Duration.ZERO);
        }

        assertThat(ofAttempt("t", 1)).isEmpty();
        assertThat(ofAttempt("t", 2)).hasSize(1);
        assertThat(ofAttempt("t", DocumentOwner.MAX_ATTEMPTS + 1)).hasSize(1);
    }

    @Test
    void oneDocumentTooManyOfAnAttemptIsRefused() {
        client().submit(task("t"));
        worker("w").claimOne();
        String kind = new DocumentOwner("t", 1).kind();
        for (int i = 0; i < DocumentOwner.MAX_DOCUMENTS; i++) {
            get(documents().put(new Document(kind, "n" + i, 0, "")));
        }

        assertThatThrownBy(() -> get(documents().put(new Document(kind, "more", 0, ""))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("document.name");
    }
}
