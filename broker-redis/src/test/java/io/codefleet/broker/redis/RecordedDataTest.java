package io.codefleet.broker.redis;

import static io.codefleet.broker.redis.StoredDataRecorder.ERROR;
import static io.codefleet.broker.redis.StoredDataRecorder.LIMITS;
import static io.codefleet.broker.redis.StoredDataRecorder.RESULT;
import static io.codefleet.broker.redis.StoredDataRecorder.USAGE;
import static io.codefleet.broker.redis.StoredDataRecorder.full;
import static io.codefleet.broker.redis.StoredDataRecorder.plain;
import static io.codefleet.testing.FutureResults.get;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.AttemptInfo;
import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.Outcome;
import io.codefleet.Schedule;
import io.codefleet.Spending;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.workflow.RunState;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the first release stored, plain and encrypted, is read, and what it left open is done. */
class RecordedDataTest extends RedisTest {
    /** Those that the version had which wrote the recorded data. */
    private static final AuditAction[] RECORDED_ACTIONS = {
        AuditAction.SUBMITTED,
        AuditAction.REPLAYED,
        AuditAction.CANCELLED,
        AuditAction.PURGED,
        AuditAction.COMMANDED,
        AuditAction.PAUSED,
        AuditAction.RESUMED
    };

    private static final Duration LEASE = Duration.ofMinutes(5);
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private CodefleetOptions restored(String name) {
        String recorded = "recorded-" + name;
        RecordedData.restore(vertx, server, "/recorded/layout-1-" + name + ".json", recorded);
        CodefleetOptions options = CodefleetOptions.of(server.uri()).namespace(recorded);
        return name.equals("sealed") ? options.codec(AesGcmCodec.of(TestKeys.KEYS)) : options;
    }

    @AfterEach
    void clear() {
        redis(server, io.vertx.redis.client.Command.FLUSHALL);
    }

    private static Map<String, TaskInfo> all(Broker broker) {
        List<String> ids = get(broker.list(TaskQuery.ALL.pageSize(200))).items().stream()
                .map(TaskSummary::id)
                .toList();
        return get(broker.find(ids)).stream()
                .collect(toMap(info -> info.summary().id(), info -> info));
    }

    private static TaskError errorOf(Outcome outcome) {
        return ((Outcome.Failed) outcome).error();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void endedTasksAreRead(String name) {
        Broker broker = connect(restored(name));
        Map<String, TaskInfo> tasks = all(broker);

        assertThat(tasks).hasSize(33);
        Outcome.Completed completed =
                (Outcome.Completed) tasks.get("completed").outcome().orElseThrow();
        assertThat(completed.result()).isEqualTo(RESULT);
        assertThat(completed.usage()).isEqualTo(USAGE);
        Outcome dead = tasks.get("dead").outcome().orElseThrow();
        assertThat(errorOf(dead)).isEqualTo(ERROR);
        assertThat(dead.usage()).isEqualTo(USAGE);
        assertThat(tasks.get("dead").history()).extracting(each -> each.error()).containsExactly(Optional.of(ERROR));
        assertThat(tasks.get("cancelled").outcome().orElseThrow())
                .isInstanceOfSatisfying(
                        Outcome.Cancelled.class,
                        cancelled -> assertThat(cancelled.reason()).isEqualTo("not needed"));
        assertThat(tasks.get("cancelled/child").outcome().orElseThrow())
                .isInstanceOfSatisfying(Outcome.Cancelled.class, cancelled -> {
                    assertThat(cancelled.reason()).isEqualTo("not needed");
                    assertThat(cancelled.ancestorId()).contains("cancelled");
                });
        assertThat(tasks.get("stopped").history())
                .extracting(each -> each.end())
                .containsExactly(Optional.of(AttemptInfo.End.CANCELLED));
        Map<String, ErrorKind> kinds = Map.of(
                "lost", ErrorKind.WORKER_LOST,
                "slow", ErrorKind.ATTEMPT_TIMEOUT,
                "overdue", ErrorKind.DEADLINE_EXCEEDED,
                "late", ErrorKind.QUEUE_TIMEOUT,
                "unpaid", ErrorKind.BUDGET_EXCEEDED);
        kinds.forEach((id, kind) -> {
            TaskError error = errorOf(tasks.get(id).outcome().orElseThrow());
            assertThat(error.kind()).as(id).isEqualTo(kind);
            assertThat(error.message()).as(id).isNotBlank();
        });
        assertThat(errorOf(tasks.get("unpaid").outcome().orElseThrow()).message())
                .isEqualTo("the allowance small is used up: $0.0123 of $0.01 are spent");
        assertThat(tasks.get("lost").history())
                .extracting(each -> each.end())
                .containsExactly(Optional.of(AttemptInfo.End.LOST));
        assertThat(tasks.keySet())
                .contains(Task.of("The same content").limits(LIMITS).contentId().id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void openTasksAndWhatBelongsToThemAreRead(String name) {
        Broker broker = connect(restored(name));
        Map<String, TaskInfo> tasks = all(broker);

        assertThat(tasks.get("full").task()).isEqualTo(full());
        assertThat(tasks.get("running").status()).isEqualTo(TaskStatus.RUNNING);
        assertThat(tasks.get("running").progress().orElseThrow().text()).isEqualTo("hi");
        assertThat(tasks.get("stopping").summary().cancelRequested()).isTrue();
        assertThat(tasks.get("retrying").status()).isEqualTo(TaskStatus.DELAYED);
        assertThat(tasks.get("released").history())
                .extracting(each -> each.end())
                .containsExactly(Optional.of(AttemptInfo.End.RELEASED));
        assertThat(get(broker.stats()))
                .satisfies(stats -> assertThat(stats.waitingForPermit()).isOne())
                .satisfies(stats -> assertThat(stats.delayed()).isEqualTo(5))
                .satisfies(stats -> assertThat(stats.running()).isEqualTo(2));
        assertThat(get(broker.spending(Optional.empty())))
                .extracting(Spending::key)
                .containsExactly("small", "team");
        Spending team = get(broker.spending(Optional.of("team"))).get(0);
        assertThat(team.days().get(team.today()).attempts()).isEqualTo(2);
        assertThat(get(broker.workers()).stream().collect(toMap(WorkerInfo::id, WorkerInfo::state)))
                .isEqualTo(Map.of("w1", WorkerState.ONLINE, "w2", WorkerState.PAUSED, "w3", WorkerState.OFFLINE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void eventsAuditAndSignalsAreRead(String name) {
        Broker broker = connect(restored(name));

        List<FleetEvent> events = get(broker.events(Optional.of(EventQuery.OLDEST), 1000, Duration.ZERO))
                .events();
        assertThat(events)
                .filteredOn(TaskEvent.class::isInstance)
                .extracting(event -> ((TaskEvent) event).kind())
                .contains(TaskEvent.Kind.values());
        assertThat(events)
                .filteredOn(WorkerEvent.class::isInstance)
                .extracting(event -> ((WorkerEvent) event).kind())
                .contains(WorkerEvent.Kind.values());
        assertThat(get(broker.audit(AuditQuery.ALL.pageSize(200))).items())
                .extracting(AuditEntry::action)
                .contains(RECORDED_ACTIONS);
        WorkerSignal cancel = new WorkerSignal.CancelRequested("stopping", "stop it");
        if (name.equals("sealed")) {
            // A sealed command of the first version is bound to no worker and no time: it may be an old one, written
            // again.
            assertThat(signals(broker, "w1", 1)).containsExactly(cancel);
            assertThat(get(broker.receive("w2", Duration.ofMillis(50))))
                    .filteredOn(WorkerSignal.CommandReceived.class::isInstance)
                    .isEmpty();
            return;
        }
        assertThat(signals(broker, "w1", 2))
                .containsExactly(cancel, new WorkerSignal.CommandReceived(WorkerCommand.of("restart")));
        assertThat(signals(broker, "w2", 1))
                .containsExactly(new WorkerSignal.CommandReceived(WorkerCommand.setConcurrency(3)));
    }

    private static List<WorkerSignal> signals(Broker broker, String worker, int count) {
        List<WorkerSignal> signals = new ArrayList<>();
        await().until(() -> {
            get(broker.receive(worker, Duration.ofMillis(50))).stream()
                    .filter(signal -> !(signal instanceof WorkerSignal.WorkAvailable))
                    .forEach(signals::add);
            return signals.size() >= count;
        });
        return signals;
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void recordedOpenTasksAreCompleted(String name) {
        Broker broker = connect(restored(name));
        ClaimRequest lostAnswer = new ClaimRequest("w1", 2, Duration.ofDays(20), Optional.of(Set.of()));
        List<Assignment> held = get(broker.claim(lostAnswer));
        assertThat(held).extracting(each -> each.lease().taskId()).containsExactlyInAnyOrder("running", "stopping");
        assertThat(held)
                .filteredOn(each -> each.lease().taskId().equals("running"))
                .allMatch(each -> each.checkpoint().isPresent());
        assertThat(get(broker.renew(held.stream().map(Assignment::lease).toList(), LEASE)))
                .containsExactlyInAnyOrder(Renewal.HELD, Renewal.CANCEL_REQUESTED);
        held.forEach(each -> complete(broker, each));
        redis(server, io.vertx.redis.client.Command.ZADD, Namespace.prefix("recorded-" + name) + "due", 1, "delayed");

        await().until(() -> {
            get(broker.runMaintenance());
            get(broker.claim(ClaimRequest.of("w1", 20, LEASE))).forEach(each -> complete(broker, each));
            return get(broker.stats()).queued() <= 2 && get(broker.stats()).running() == 0;
        });
        Map<String, TaskInfo> tasks = all(broker);
        assertThat(List.of(
                        "full",
                        "queued",
                        "replayed",
                        "released",
                        "parked",
                        "delayed",
                        "pinned",
                        "turns",
                        "load",
                        "skill",
                        "fixed",
                        "exponential",
                        "running"))
                .allSatisfy(id -> assertThat(tasks.get(id).status()).as(id).isEqualTo(TaskStatus.COMPLETED));
        assertThat(tasks.get("released").outcome().orElseThrow().usage()).isEqualTo(USAGE);
    }

    private static void complete(Broker broker, Assignment assignment) {
        assertThat(get(broker.report(
                                List.of(new AttemptReport.Completed(assignment.lease(), TaskResult.text("new"))),
                                Optional.empty()))
                        .accepted())
                .containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void recordedTasksSubmittedAgainAreNotStoredTwice(String name) {
        Broker broker = connect(restored(name));
        for (Task task : List.of(full(), plain("queued"), plain("retrying").maxAttempts(5))) {
            submit(broker, task);
        }
        assertThat(get(broker.stats()).submitted()).isEqualTo(34);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "sealed"})
    void aRecordedRunResumesAndAScheduleKeepsItsName(String name) {
        CodefleetClient fleet = get(Codefleet.connect(vertx, restored(name)));
        List<String> built = new ArrayList<>();
        get(fleet.worker(WorkerOptions.create().id("new-steps"))
                .handle("step", attempt -> {
                    built.add(attempt.task().prompt());
                    return Future.succeededFuture(TaskResult.text("deployed"));
                })
                .start());
        get(Workflows.on(fleet).driver(WorkerOptions.create().id("new-driver")).start());
        WorkflowRun run = Workflows.on(fleet).handle("run");
        await().until(() -> get(run.status()).state() == RunState.RUNNING);
        get(run.approve("ask", "ada", "go"));
        get(run.result());
        assertThat(built).containsExactly("deploy");

        Task template = Task.of("Update the dependencies").limits(LIMITS).type("scheduled");
        assertThat(Schedule.cron("0 3 * * *", ZoneId.of("Europe/Berlin"), template)
                        .name())
                .isEqualTo("sha256-08b42a901904b5db");
        get(fleet.close());
    }
}
