package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.CancelResult;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.TaskHandle;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Lease;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A Redis above its maxmemory: what brings new work is refused; what frees memory, or keeps running work alive, is done. */
class FullRedisTest extends RedisTest {
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void empty() {
        maxmemory(0);
        redis(server, Command.FLUSHALL);
    }

    private void maxmemory(long bytes) {
        redis(server, Command.CONFIG, "SET", "maxmemory", bytes);
    }

    private static long usedMemory() {
        String memory = RedisConsole.text(server.port(), "INFO", "memory");
        return Long.parseLong(memory.replaceAll("(?s).*used_memory:(\\d+).*", "$1"));
    }

    private static void assertFull(Broker broker) {
        assertThatThrownBy(() -> submit(broker, Task.of("more")))
                .isInstanceOfSatisfying(
                        BrokerUnavailableException.class,
                        full -> assertThat(full.retryable()).isTrue())
                .hasMessageContaining("its memory is full");
    }

    private static boolean report(Broker broker, AttemptReport report) {
        return get(broker.report(List.of(report), Optional.empty())).accepted().get(0);
    }

    private static AttemptReport completed(Assignment assignment, String text) {
        return new AttemptReport.Completed(assignment.lease(), TaskResult.text(text));
    }

    /** So many tasks that have ended and are past their retention; the memory is half of what they take. */
    private Broker fillWithEndedTasks(int count) {
        Broker broker = connect(options(server.uri()).limits(StorageLimits.DEFAULT.retention(Duration.ofMillis(1))));
        beat(broker, "w");
        String text = "x".repeat(40_000);
        get(broker.submit(IntStream.range(0, count)
                .mapToObj(i -> Task.of(text).id("t" + i))
                .toList()));
        get(broker.report(
                claim(broker, "w", count).stream()
                        .map(each -> completed(each, text))
                        .toList(),
                Optional.empty()));
        maxmemory(usedMemory() / 2);
        return broker;
    }

    @Test
    void retentionFreesTheMemoryByItselfAndSubmitsAreTakenAgain() {
        Broker broker = fillWithEndedTasks(250);
        assertFull(broker);

        await().until(() -> {
            get(broker.runMaintenance());
            return redis(server, Command.ZCARD, key("all")).toInteger() == 0;
        });
        submit(broker, Task.of("x").id("next"));
        assertThat(claim(broker, "w", 1)).hasSize(1);
    }

    @Test
    void purgeFreesTheMemory() {
        Broker broker = fillWithEndedTasks(100);
        assertFull(broker);

        assertThat(get(broker.purge(TaskQuery.ALL, 1000))).isEqualTo(100);
        submit(broker, Task.of("x").id("next"));
    }

    @Test
    void attemptsGoOnAndEndAndOnlyNewWorkIsRefused() {
        Broker broker = connect(server);
        beat(broker, "w");
        for (String id : List.of("a", "b", "c", "d", "waits", "e")) {
            submit(broker, Task.of("x").id(id).priority(id.equals("waits") ? 0 : 1));
        }
        List<Assignment> given = claim(broker, "w", 5);
        List<Lease> leases = given.stream().map(Assignment::lease).toList();
        maxmemory(1);

        assertThat(get(broker.renew(leases, Duration.ofMinutes(1)))).containsOnly(Renewal.HELD);
        get(broker.heartbeat(get(broker.workers()).get(0), Duration.ofMinutes(5)));
        get(broker.progress(leases.get(0), new Progress("a", 1, Instant.EPOCH, "text", "half", Map.of())));
        assertThat(get(broker.follow(List.of("waits"))).unknown()).isEmpty();
        assertThat(report(broker, completed(given.get(0), "done"))).isTrue();
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "broken");
        assertThat(report(broker, new AttemptReport.Failed(leases.get(1), error, Optional.of(Duration.ofHours(1)))))
                .isTrue();
        assertThat(report(broker, new AttemptReport.Released(leases.get(2)))).isTrue();
        assertThat(get(broker.cancel("d", "enough"))).isEqualTo(CancelResult.REQUESTED);
        assertThat(report(broker, new AttemptReport.Cancelled(leases.get(3), "enough")))
                .isTrue();
        assertThat(get(broker.cancel("waits", "enough"))).isEqualTo(CancelResult.CANCELLED);
        assertFull(broker);
        assertThatThrownBy(() -> claim(broker, "w", 1)).isInstanceOf(BrokerUnavailableException.class);

        assertThat(get(broker.find(List.of("a", "b", "c", "d", "waits"))))
                .extracting(task -> task.summary().status())
                .containsExactly(
                        TaskStatus.COMPLETED,
                        TaskStatus.DELAYED,
                        TaskStatus.QUEUED,
                        TaskStatus.CANCELLED,
                        TaskStatus.CANCELLED);
        maxmemory(0);
        assertThat(claim(broker, "w", 5))
                .extracting(each -> each.lease().taskId())
                .containsExactly("c");
    }

    @Test
    void aReportThatClaimsTooIsTakenAndNothingIsGivenForIt() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a"));
        submit(broker, Task.of("x").id("b"));
        Assignment given = claim(broker, "w", 1).get(0);
        maxmemory(1);

        ReportReply reply = get(broker.report(
                List.of(completed(given, "done")), Optional.of(ClaimRequest.of("w", 1, Duration.ofMinutes(1)))));

        assertThat(reply.accepted()).containsExactly(true);
        assertThat(reply.claimed()).isEmpty();
        assertThat(get(broker.find(List.of("b"))).get(0).status()).isEqualTo(TaskStatus.QUEUED);
    }

    @Test
    void assignmentsThatNeverReachedTheWorkerAreHandedOutAgain() {
        Broker broker = connect(server);
        beat(broker, "w");
        submit(broker, Task.of("x").id("a"));
        submit(broker, Task.of("x").id("b"));
        claim(broker, "w", 1);
        maxmemory(1);

        ClaimRequest afterLostAnswer = new ClaimRequest("w", 5, Duration.ofMinutes(1), Optional.of(Set.of()));
        assertThat(get(broker.claim(afterLostAnswer)))
                .extracting(each -> each.lease().taskId())
                .containsExactly("a");
    }

    @Test
    void operatorsCanStillAct() {
        Broker broker = connect(server);
        maxmemory(1);
        beat(broker, "w");

        assertThat(get(broker.command(Optional.of("w"), WorkerCommand.of(WorkerCommand.PAUSE))))
                .isEqualTo(1);
        assertThat(get(broker.receive("w", Duration.ofSeconds(1)))).hasSize(1);
        get(broker.pause());
        get(broker.resume());
        get(broker.events(Optional.empty(), 1, Duration.ZERO));
        get(broker.unregister("w"));
        assertThat(get(broker.workers())).isEmpty();
    }

    /** The worker has a lease that would run out several times, were it not prolonged. */
    @Test
    void anAttemptKeepsItsLeaseAndReportsItsOutcome() {
        CodefleetClient client = get(Codefleet.connect(vertx, options(server.uri())));
        Promise<Void> gate = Promise.promise();
        AtomicInteger runs = new AtomicInteger();
        WorkerOptions worker =
                WorkerOptions.create().heartbeat(Duration.ofMillis(100)).lease(Duration.ofMillis(1500));
        get(client.worker(worker)
                .handleAny(attempt -> {
                    runs.incrementAndGet();
                    return gate.future().map(TaskResult.text("done"));
                })
                .start());
        TaskHandle handle = get(client.submitTask(Task.of("x").id("t")));
        await().until(() -> runs.get() == 1);
        maxmemory(1);

        long renewals = calls("zadd");
        await().until(() -> calls("zadd") - renewals > 60);
        gate.complete();
        Outcome outcome = get(handle.outcome());

        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.attempts()).isEqualTo(1);
        assertThat(runs).hasValue(1);
        get(client.close());
    }

    private static long calls(String command) {
        return CommandCounts.of(server).calls(command);
    }
}
