package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AuditAction;
import io.codefleet.AuditNote;
import io.codefleet.CodefleetOptions;
import io.codefleet.Document;
import io.codefleet.DocumentOwner;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.SubmitReply;
import io.codefleet.control.auth.Role;
import io.codefleet.control.gateway.Brokers;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Workers whose control plane starts again while they run attempts. */
class WorkerScopeTest {
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Vertx vertx = Vertx.vertx();
    private final String store = "memory:" + UUID.randomUUID();
    private final TestGateways gateways =
            new TestGateways(namespace -> CodefleetOptions.of(store), Duration.ofMinutes(1));
    private final List<Broker> opened = new ArrayList<>();
    private Broker submitter;
    private Broker worker;
    private Broker stranger;

    /** The worker holds {@code t}, which continues {@code before}; the stranger holds {@code secret}. */
    @BeforeEach
    void claimTasks() {
        // Keeps the store while no gateway does.
        opened.add(get(Brokers.connect(vertx, CodefleetOptions.of(store), new RecordedEvents())));
        submitter = connect("ann", Role.SUBMITTER);
        submit(task("before"), task("earlier"), task("unrelated"));
        for (String id : List.of("before", "earlier", "unrelated")) {
            get(submitter.cancel(id, "over"));
        }
        worker = connect("build-1", Role.WORKER);
        stranger = connect("build-2", Role.WORKER);
        register(worker, "w");
        register(stranger, "s");
    }

    @AfterEach
    void close() throws Exception {
        for (Broker broker : opened) {
            get(broker.close());
        }
        gateways.close();
        get(vertx.close());
    }

    private Broker connect(String holder, Role role) {
        CodefleetOptions options = CodefleetOptions.of(gateways.uri()).commandTimeout(Duration.ofSeconds(20));
        Broker broker = get(TestGateways.connect(vertx, options, new RecordedEvents(), gateways.key(holder, role)));
        opened.add(broker);
        return broker;
    }

    private void submit(Task... tasks) {
        assertThat(get(submitter.submit(List.of(tasks)))).containsOnly(SubmitReply.Accepted.INSTANCE);
    }

    private static Task task(String id) {
        return Task.of("do " + id).id(id);
    }

    private static Task approval(String parent) {
        return task(parent + "/ask").type(Workflows.APPROVAL_TYPE).parent(parent);
    }

    private static void register(Broker broker, String id) {
        get(broker.heartbeat(
                WorkerInfo.builder(id, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                        .types(new TreeSet<>(Set.of(WorkerInfo.ANY_TYPE)))
                        .concurrency(10)
                        .build(),
                LEASE));
    }

    private static Lease claim(Broker broker, String workerId) {
        List<Assignment> assignments = get(broker.claim(ClaimRequest.of(workerId, 1, LEASE)));
        assertThat(assignments).hasSize(1);
        return assignments.get(0).lease();
    }

    private static List<String> readable(Broker broker, String... ids) {
        List<TaskInfo> found = get(broker.find(List.of(ids)));
        return found.stream().map(info -> info.summary().id()).toList();
    }

    @Test
    void aWorkerReadsWhatItsTaskContinuesBeforeItHasRenewed() {
        submit(task("t").previousTasks(List.of("before")));
        claim(worker, "w");
        gateways.restart("default");

        assertThat(readable(worker, "before")).containsExactly("before");
        assertThat(readable(worker, "t", "unrelated")).containsExactly("t");
    }

    @Test
    void aWorkerAsksForApprovalRenewsAndReports() {
        submit(task("t"));
        Lease lease = claim(worker, "w");
        gateways.restart("default");

        assertThat(get(worker.submit(List.of(approval("t"))))).containsExactly(SubmitReply.Accepted.INSTANCE);
        assertThat(get(worker.renew(List.of(lease), LEASE))).containsExactly(Renewal.HELD);
        AttemptReport done = new AttemptReport.Completed(lease, TaskResult.text("done"));
        get(worker.report(List.of(done), Optional.empty()));
        assertThat(readable(worker, "t")).containsExactly("t");
        assertThat(get(submitter.follow(List.of("t"))).ended()).hasSize(1);
    }

    @Test
    void aStrangersTasksStayUnreadable() {
        submit(task("t").previousTasks(List.of("before")));
        claim(worker, "w");
        submit(task("secret").previousTasks(List.of("earlier")));
        claim(stranger, "s");
        submit(task("waits"));
        gateways.restart("default");

        assertThat(readable(stranger, "before", "t", "waits", "unrelated")).isEmpty();
        assertThat(readable(worker, "secret", "earlier", "waits", "unrelated")).isEmpty();
        assertThat(get(stranger.follow(List.of("t", "before"))).unknown()).containsExactlyInAnyOrder("t", "before");
        assertThatThrownBy(() -> get(stranger.submit(List.of(approval("t")))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("its own tasks");
        assertThat(readable(stranger, "earlier", "secret")).containsExactly("earlier", "secret");
    }

    @Test
    void aWorkerThatComesFromAnotherControlPlaneKeepsItsTasks() {
        submit(task("t").previousTasks(List.of("before")), task("u").previousTasks(List.of("earlier")));
        claim(worker, "w");
        assertThat(readable(worker, "nothing")).isEmpty();
        Lease moved;
        try (TestGateways others = new TestGateways(namespace -> CodefleetOptions.of(store), LEASE)) {
            Broker elsewhere = get(TestGateways.connect(
                    vertx,
                    CodefleetOptions.of(others.uri()),
                    new RecordedEvents(),
                    others.key("build-1", Role.WORKER)));
            moved = claim(elsewhere, "w");
            get(elsewhere.close());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        Broker back = connect("build-1", Role.WORKER);
        register(back, "w");
        assertThat(readable(back, "u", "earlier")).isEmpty();
        assertThat(get(back.renew(List.of(moved), LEASE))).containsExactly(Renewal.HELD);

        assertThat(readable(back, "u")).containsExactly("u");
        assertThat(readable(back, "earlier")).containsExactly("earlier");
    }

    @Test
    void theNameOfAWorkerGivesNoRightToItsTasks() {
        submit(task("secret").previousTasks(List.of("earlier")));
        Lease lease = claim(stranger, "s");
        for (int i = 0; i < 2; i++) {
            register(worker, "s");
            get(worker.receive("s", Duration.ZERO));
            ClaimRequest again = new ClaimRequest("s", 1, LEASE, Optional.of(Set.of()));
            assertThat(get(worker.claim(again))).isEmpty();
            assertThat(get(worker.report(List.of(), Optional.of(again))).claimed())
                    .isEmpty();
            Lease guessed = new Lease("secret", lease.attempt(), lease.token() + 1, "s");
            assertThat(get(worker.renew(List.of(guessed), LEASE))).containsExactly(Renewal.LOST);

            assertThat(readable(worker, "secret", "earlier")).isEmpty();
            assertThat(get(worker.follow(List.of("secret"))).unknown()).containsExactly("secret");
            assertThatThrownBy(() -> get(worker.submit(List.of(approval("secret")))))
                    .isInstanceOf(BrokerRefusedException.class);
            gateways.restart("default");
        }
        assertThat(readable(stranger, "secret", "earlier")).containsExactly("secret", "earlier");
    }

    @Test
    void aTokenFoundByTryingProvesNothing() {
        submit(task("secret"));
        Lease lease = claim(stranger, "s");
        for (int i = 3; i > 0; i--) {
            Lease guessed = new Lease("secret", lease.attempt(), lease.token() - i, "s");
            assertThat(get(worker.renew(List.of(guessed), LEASE))).containsExactly(Renewal.LOST);
        }
        assertThat(get(worker.renew(List.of(lease), LEASE))).containsExactly(Renewal.HELD);

        assertThat(readable(worker, "secret")).isEmpty();
    }

    @Test
    void aClaimWhoseAnswerWasLostIsHandedOutAgainToItsKey() {
        submit(task("t"), task("u"));
        Lease lease = claim(worker, "w");

        List<Assignment> again = get(worker.claim(new ClaimRequest("w", 2, LEASE, Optional.of(Set.of()))));

        assertThat(again).extracting(Assignment::lease).hasSize(2).contains(lease);
    }

    private static Document transcript(Lease lease, long version) {
        DocumentOwner owner = new DocumentOwner(lease.taskId(), lease.attempt());
        return new Document(owner.kind(), "transcript.00", version, "x");
    }

    private static void isRefused(Future<?> call) {
        assertThatThrownBy(() -> get(call)).isInstanceOf(BrokerRefusedException.class);
    }

    @Test
    void aWorkerWritesTheTranscriptOfItsOwnAttemptOnly() {
        submit(task("t"));
        Lease own = claim(worker, "w");
        Lease next = new Lease("t", 2, 0, "w");

        assertThat(get(worker.documents().put(transcript(own, 0)))).isTrue();
        isRefused(worker.documents().put(transcript(next, 0)));
        isRefused(stranger.documents().put(transcript(own, 1)));
        isRefused(submitter.documents().put(transcript(own, 1)));
        isRefused(worker.documents()
                .put(transcript(own, 1), Optional.of(AuditNote.of(AuditAction.KEY_CREATED, "forged"))));
        isRefused(worker.documents().delete(transcript(own, 1).kind(), "transcript.00"));
    }

    @Test
    void aTranscriptIsReadByThoseWhoReadTheTask() {
        submit(task("t"));
        Lease own = claim(worker, "w");
        assertThat(get(worker.documents().put(transcript(own, 0)))).isTrue();
        String kind = transcript(own, 1).kind();

        assertThat(get(worker.documents().list(kind))).containsExactly(transcript(own, 1));
        assertThat(get(submitter.documents().list(kind))).containsExactly(transcript(own, 1));
        assertThat(get(connect("eve", Role.OBSERVER).documents().list(kind))).containsExactly(transcript(own, 1));
        assertThat(get(stranger.documents().list(kind))).isEmpty();
    }

    @Test
    void theDocumentsOfTheNamespaceAreForAdministrators() {
        Document rule = new Document("rule", "a", 0, "x");
        for (Broker broker : List.of(worker, submitter)) {
            isRefused(broker.documents().list("rule"));
            isRefused(broker.documents().put(rule));
            isRefused(broker.documents().delete("rule", "a"));
        }
        Broker admin = connect("root", Role.ADMIN);
        assertThat(get(admin.documents().put(rule))).isTrue();
        assertThat(get(admin.documents().list("rule"))).hasSize(1);
    }

    @Test
    void aWorkerWritesOnAfterTheControlPlaneStartsAgain() {
        submit(task("t"));
        Lease own = claim(worker, "w");
        assertThat(get(worker.documents().put(transcript(own, 0)))).isTrue();
        gateways.restart("default");
        // waits for the connection; a put that is under way when the connection breaks fails, as it may have been
        // stored
        get(worker.renew(List.of(own), LEASE));
        assertThat(get(worker.documents().put(transcript(own, 1)))).isTrue();

        Lease claimed = new Lease("t", 7, own.token(), "w");
        get(worker.renew(List.of(claimed), LEASE));
        isRefused(worker.documents().put(transcript(claimed, 0)));
    }
}
