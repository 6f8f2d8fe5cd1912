package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Broker;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is acknowledged only when a replica has it. */
class WaitReplicasTest extends RedisTest {
    private final RedisTestServer master = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());

    @AfterEach
    void stop() {
        master.close();
    }

    private Broker connect() {
        return connect(options(master.uri() + "?waitReplicas=1").commandTimeout(Duration.ofSeconds(3)));
    }

    private RedisTestServer startReplica() {
        return RedisTestServer.start(RedisTestOptions.DEFAULTS
                .breakable()
                .withArguments("--replicaof", "127.0.0.1 " + master.port(), "--repl-diskless-sync-delay", "0"));
    }

    @Test
    void withoutAReplicaNothingIsAcknowledged() {
        Broker broker = connect();
        assertThatThrownBy(() -> get(broker.submit(List.of(Task.of("x").id("t")))))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("only 0 of 1 replicas");
    }

    @Test
    void theSameSubmitIsAcknowledgedOnceAReplicaHasIt() {
        Broker broker = connect();
        try (RedisTestServer replica = startReplica()) {
            await().ignoreExceptions()
                    .untilAsserted(() -> submit(broker, Task.of("x").id("t")));
            assertThat(replica.port()).isPositive();
        }
        assertThat(get(broker.stats()).submitted()).isEqualTo(1);
    }

    @Test
    void aReportIsAcknowledgedOnceAReplicaHasIt() {
        Broker broker = connect();
        Assignment assignment;
        try (RedisTestServer replica = startReplica()) {
            await().ignoreExceptions()
                    .untilAsserted(() -> submit(broker, Task.of("x").id("t")));
            assertThat(replica.port()).isPositive();
            beat(broker, "w");
            assignment = claim(broker, "w", 1).get(0);
        }
        AttemptReport report = new AttemptReport.Completed(assignment.lease(), TaskResult.text("done"));
        assertThatThrownBy(() -> get(broker.report(List.of(report), Optional.empty())))
                .isInstanceOf(BrokerUnavailableException.class);
        try (RedisTestServer replica = startReplica()) {
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(get(broker.report(List.of(report), Optional.empty()))
                                    .accepted())
                            .containsExactly(true));
            assertThat(replica.port()).isPositive();
        }
    }
}
