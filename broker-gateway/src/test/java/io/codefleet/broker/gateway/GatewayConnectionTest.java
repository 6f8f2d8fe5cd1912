package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.CancelResult;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Task;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.control.auth.Role;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.redis.test.TcpProxy;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to a gateway that break, and keys that end. */
class GatewayConnectionTest {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final GatewayTiming QUICK = GatewayTiming.of(
            Duration.ofMillis(100),
            Duration.ofMillis(600),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(5));

    private final Vertx vertx = Vertx.vertx();
    private final String store = "memory:" + UUID.randomUUID();
    private final TestGateways gateways =
            new TestGateways(namespace -> CodefleetOptions.of(store), Duration.ofMillis(100));
    private final TcpProxy proxy = TcpProxy.to("127.0.0.1", gateways.server.actualPort());
    private final RecordedEvents recorded = new RecordedEvents();
    private final List<Broker> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (Broker broker : opened) {
            get(broker.close());
        }
        proxy.close();
        gateways.close();
        get(vertx.close());
    }

    private Broker connect(Role role) {
        return connect(gateways.key(role.code() + "#1", role));
    }

    private Broker connect(String key) {
        CodefleetOptions options =
                CodefleetOptions.of("http://127.0.0.1:" + proxy.port()).commandTimeout(Duration.ofSeconds(20));
        Broker broker = get(TestGateways.connect(vertx, options, recorded, key, QUICK));
        opened.add(broker);
        return broker;
    }

    private static Task task(String id) {
        return Task.of("do " + id).id(id);
    }

    private static void register(Broker broker, String id) {
        WorkerInfo info = WorkerInfo.builder(id, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(new TreeSet<>(Set.of(WorkerInfo.ANY_TYPE)))
                .concurrency(10)
                .build();
        get(broker.heartbeat(info, LEASE));
    }

    private static List<Assignment> claim(Broker broker, String id, int max) {
        return get(broker.claim(ClaimRequest.of(id, max, LEASE)));
    }

    private void awaitConnected() {
        await().until(() -> recorded.last() == ConnectionState.CONNECTED);
    }

    @Test
    void aSignalWhoseAnswerIsLostComesAgainAndOnce() {
        Broker worker = connect(Role.WORKER);
        Broker operator = connect(Role.OPERATOR);
        register(worker, "w");
        get(worker.receive("w", Duration.ZERO));
        Future<List<WorkerSignal>> waiting = worker.receive("w", Duration.ofSeconds(15));
        proxy.swallow(TcpProxy.Direction.TO_CLIENT);
        Future<Integer> commanded = operator.command(Optional.empty(), WorkerCommand.of(WorkerCommand.DRAIN));
        await().until(() -> recorded.states.contains(ConnectionState.RECONNECTING));
        proxy.pass();
        proxy.cut();

        assertThat(get(waiting)).contains(new WorkerSignal.CommandReceived(WorkerCommand.of(WorkerCommand.DRAIN)));
        assertThatThrownBy(() -> get(commanded)).isInstanceOf(BrokerUnavailableException.class);
        assertThat(get(worker.receive("w", Duration.ofMillis(200)))).isEmpty();
    }

    @Test
    void anOutcomeThatCameWhileTheConnectionWasBrokenArrives() {
        Broker submitter = connect(Role.SUBMITTER);
        get(submitter.submit(List.of(task("t"))));
        proxy.refuse();
        await().until(() -> recorded.last() == ConnectionState.RECONNECTING);
        Broker direct = get(TestGateways.connect(
                vertx, CodefleetOptions.of(gateways.uri()), new RecordedEvents(), gateways.key("ben", Role.OPERATOR)));
        get(direct.cancel("t", "over"));
        get(direct.close());
        assertThat(recorded.ended).isEmpty();
        proxy.pass();

        await().until(() -> recorded.ended.contains("t"));
        assertThat(recorded.last()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void aConnectionOnWhichNothingComesIsNoticedAndMadeAgain() {
        Broker submitter = connect(Role.SUBMITTER);
        proxy.swallow();
        await().until(() -> recorded.last() == ConnectionState.RECONNECTING);
        proxy.pass();

        assertThat(get(submitter.submit(List.of(task("t"))))).containsExactly(SubmitReply.Accepted.INSTANCE);
    }

    @Test
    void aSlowClientMissesNoOutcome() {
        int count = 150;
        Broker submitter = connect(Role.SUBMITTER);
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tasks.add(task("t" + i));
        }
        get(submitter.submit(tasks));
        Broker worker = get(TestGateways.connect(
                vertx, CodefleetOptions.of(gateways.uri()), new RecordedEvents(), gateways.key("w", Role.WORKER)));
        opened.add(worker);
        register(worker, "w");
        proxy.throttle(200_000);
        String large = "x".repeat(200_000);
        for (int i = 0; i < count; i += 10) {
            List<AttemptReport> reports = claim(worker, "w", 10).stream()
                    .<AttemptReport>map(one -> new AttemptReport.Completed(one.lease(), TaskResult.text(large)))
                    .toList();
            get(worker.report(reports, Optional.empty()));
        }
        proxy.pass();

        await().atMost(Duration.ofSeconds(30)).until(() -> recorded.ended.size() == count);
    }

    @Test
    void aRevokedKeyEndsTheConnectionAndIsNotTriedAllTheTime() {
        String key = gateways.key("ann", Role.SUBMITTER);
        Broker submitter = connect(key);
        get(gateways.keys.revoke(key.split("_", -1)[1]));

        await().until(() -> recorded.last() == ConnectionState.RECONNECTING);
        await().untilAsserted(() -> assertThatThrownBy(() -> get(submitter.stats()))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("revoked")
                .hasMessageNotContaining(key));
        int connections = proxy.accepted();
        await().during(Duration.ofMillis(700)).until(() -> proxy.accepted() == connections);
    }

    @Test
    void aClientThatLeavesIsForgotten() {
        Broker submitter = connect(Role.SUBMITTER);
        assertThat(gateways.gateway("default").connections()).isEqualTo(1);
        get(submitter.close());
        await().until(() -> gateways.gateway("default").connections() == 0);
    }

    @Test
    void anUnknownKeyIsRefusedAtOnce() {
        assertThatThrownBy(() -> connect("cf_000000000000_" + "x".repeat(43)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("401")
                .hasMessageNotContaining("xxx");
    }

    @Test
    void aCallOfAnotherRoleIsRefused() {
        Broker worker = connect(Role.WORKER);
        for (Future<?> call : List.of(worker.pause(), worker.stats(), worker.purge(TaskQuery.ALL, 1))) {
            assertThatThrownBy(() -> get(call))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("worker#1 has the role worker");
        }
        Broker submitter = connect(Role.SUBMITTER);
        assertThatThrownBy(() -> claim(submitter, "w", 1)).isInstanceOf(BrokerRefusedException.class);
        assertThatThrownBy(() -> get(submitter.documents().list("api-key"))).isInstanceOf(BrokerRefusedException.class);
        assertThatThrownBy(() -> get(submitter.actingAs("other").submit(List.of(task("t")))))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("in the name of its key only");
    }

    @Test
    void aSubmitterCancelsOwnTasksAndTheirPartsOnly() {
        Broker ann = connect(gateways.key("ann#1", Role.SUBMITTER));
        Broker ben = connect(gateways.key("ben#1", Role.SUBMITTER));
        get(ann.submit(List.of(task("a"))));
        get(ben.submit(List.of(task("part").parent("a"), task("b"))));

        assertThatThrownBy(() -> get(ben.cancel("a", "no")))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("its owner's tasks only; 'a' was submitted by ann#1");
        assertThat(get(ben.find(List.of("a"))).get(0).summary().status()).isEqualTo(TaskStatus.QUEUED);
        assertThat(get(ben.cancel("unknown", "no"))).isEqualTo(CancelResult.NOT_FOUND);
        assertThat(get(connect(gateways.key("ann#2", Role.SUBMITTER)).cancel("part", "over")))
                .isEqualTo(CancelResult.CANCELLED);
        assertThat(get(ann.cancel("a", "over"))).isEqualTo(CancelResult.CANCELLED);
        assertThat(get(connect(Role.OPERATOR).cancel("b", "over"))).isEqualTo(CancelResult.CANCELLED);
    }

    @Test
    void theActorIsThatOfTheKey() {
        get(connect(Role.SUBMITTER).submit(List.of(task("t"))));
        Broker observer = connect(Role.OBSERVER);
        assertThat(get(observer.find(List.of("t"))).get(0).summary().submitter())
                .contains("submitter#1");
    }

    @Test
    void aWorkerReadsAndSubmitsOnlyWhatBelongsToItsTasks() {
        Broker submitter = connect(Role.SUBMITTER);
        get(submitter.submit(List.of(task("before"), task("other"))));
        get(submitter.cancel("before", "over"));
        get(submitter.cancel("other", "over"));
        get(submitter.submit(List.of(task("t").previousTasks(List.of("before")))));
        Broker worker = connect(Role.WORKER);
        register(worker, "w");
        Task approval = task("t/ask").type(Workflows.APPROVAL_TYPE).parent("t");
        assertThatThrownBy(() -> get(worker.submit(List.of(approval)))).isInstanceOf(BrokerRefusedException.class);
        assertThat(claim(worker, "w", 1)).hasSize(1);

        assertThat(get(worker.find(List.of("other", "before", "t"))))
                .extracting(info -> info.summary().id())
                .containsExactly("before", "t");
        assertThat(get(worker.follow(List.of("other", "before"))).unknown()).containsExactly("other");
        assertThat(get(worker.submit(List.of(approval)))).containsExactly(SubmitReply.Accepted.INSTANCE);
        assertThatThrownBy(() -> get(worker.submit(List.of(task("x"))))).isInstanceOf(BrokerRefusedException.class);
        get(submitter.submit(List.of(task("of-another"))));
        assertThat(get(worker.cancel("of-another", "no"))).isEqualTo(CancelResult.NOT_FOUND);
        assertThat(get(worker.cancel("t", "no"))).isEqualTo(CancelResult.NOT_FOUND);
        assertThat(get(worker.cancel("t/ask", "no"))).isNotEqualTo(CancelResult.NOT_FOUND);
    }

    @Test
    void aRequestForApprovalWithTheIdOfAnothersTaskGivesNoRightToIt() {
        Broker submitter = connect(Role.SUBMITTER);
        get(submitter.submit(List.of(task("t"))));
        Broker worker = connect(Role.WORKER);
        register(worker, "w");
        assertThat(claim(worker, "w", 1)).hasSize(1);
        get(submitter.submit(List.of(task("other"))));

        Task sameId = task("other").type(Workflows.APPROVAL_TYPE).parent("t");
        assertThat(get(worker.submit(List.of(sameId)))).hasOnlyElementsOfType(SubmitReply.Refused.class);
        assertThat(get(worker.find(List.of("other")))).isEmpty();
        assertThat(get(worker.follow(List.of("other"))).unknown()).containsExactly("other");
        assertThat(get(worker.cancel("other", "no"))).isEqualTo(CancelResult.NOT_FOUND);
        Task continuing =
                task("t/ask").type(Workflows.APPROVAL_TYPE).parent("t").previousTasks(List.of("other"));
        assertThatThrownBy(() -> get(worker.submit(List.of(continuing)))).isInstanceOf(BrokerRefusedException.class);
    }

    @Test
    void aWorkersKeyDoesNotDecideOnApprovals() {
        Broker worker = connect(Role.WORKER);
        register(worker, "w");
        WorkerInfo approving = WorkerInfo.builder("w", WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(new TreeSet<>(Set.of(Workflows.APPROVAL_TYPE)))
                .build();
        WorkerInfo placed = WorkerInfo.builder("run/step", WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(new TreeSet<>(Set.of(WorkerInfo.ANY_TYPE)))
                .build();
        ClaimRequest claim = ClaimRequest.of("run/step", 1, LEASE);
        for (Future<?> call : List.of(
                worker.heartbeat(approving, LEASE),
                worker.heartbeat(placed, LEASE),
                worker.claim(claim),
                worker.report(List.of(), Optional.of(claim)),
                worker.receive("run/step", Duration.ZERO),
                worker.unregister("run/step"))) {
            assertThatThrownBy(() -> get(call))
                    .isInstanceOf(BrokerRefusedException.class)
                    .hasMessageContaining("does not decide on approvals");
        }
    }

    @Test
    void aKeyFileThatIsGoneForAMomentFailsNoCall(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("key");
        Files.writeString(file, gateways.key("ann", Role.OBSERVER));
        String uri = "http://127.0.0.1:" + proxy.port() + "?keyFile=" + file;
        Broker observer = get(TestGateways.connect(
                vertx, CodefleetOptions.of(uri).commandTimeout(Duration.ofSeconds(20)), recorded, "", QUICK));
        opened.add(observer);
        String key = Files.readString(file);
        Files.writeString(file, "");
        proxy.cut();
        await().until(() -> recorded.last() == ConnectionState.RECONNECTING);
        Future<?> call = observer.stats();
        await().during(Duration.ofMillis(300)).until(() -> !call.isComplete());
        Files.writeString(file, key);

        assertThat(get(call)).isNotNull();
    }

    @Test
    void aCallThatIsTooLargeIsRefusedBeforeItIsSent() {
        Broker submitter = connect(Role.SUBMITTER);
        List<Task> tasks = new ArrayList<>();
        String prompt = "x".repeat(7_000_000);
        for (int i = 0; i < 20; i++) {
            tasks.add(Task.of(prompt).id("t" + i));
        }
        assertThatThrownBy(() -> get(submitter.submit(tasks))).isInstanceOf(PayloadTooLargeException.class);
        awaitConnected();
    }

    @Test
    void aLargeCallThatMayWaitIsRefused() {
        Broker observer = connect(Role.OBSERVER);
        assertThatThrownBy(() -> get(observer.events(Optional.of("x".repeat(70_000)), 1, Duration.ofMinutes(1))))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("EVENTS");
        assertThat(get(observer.stats())).isNotNull();
        assertThat(recorded.states).doesNotContain(ConnectionState.RECONNECTING);
    }
}
