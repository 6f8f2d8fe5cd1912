package io.codefleet.broker.redis;

import static org.awaitility.Awaitility.await;

import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TestCluster;
import io.codefleet.redis.test.TestSentinel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A fleet follows the node that serves it. */
@Execution(ExecutionMode.CONCURRENT)
class FailoverTest {
    @Test
    void aFleetOutlivesTheMasterThatSentinelsWatch() {
        try (TestSentinel sentinel = TestSentinel.start();
                SmallFleet fleet = new SmallFleet(sentinel.uri())) {
            fleet.hold();
            fleet.submit(20);
            fleet.awaitFullSlots();
            sentinel.awaitReplication();
            RedisTestServer old = sentinel.master();
            old.kill();
            fleet.submit(10);
            fleet.release();

            sentinel.awaitOtherMaster(old);
            fleet.submit(10);
            fleet.awaitAllDoneOnce();
        }
    }

    @Test
    void aFleetFollowsAFailoverWhileTheOldMasterIsAlive() {
        try (TestSentinel sentinel = TestSentinel.start();
                SmallFleet fleet = new SmallFleet(sentinel.uri())) {
            fleet.hold();
            fleet.submit(20);
            fleet.awaitFullSlots();
            sentinel.awaitReplication();
            RedisTestServer old = sentinel.master();
            sentinel.failOver();
            await().until(() -> RedisConsole.text(old.port(), "PUBSUB", "CHANNELS", "codefleet:*")
                    .equals("[]"));
            fleet.release();

            fleet.submit(10);
            fleet.awaitAllDoneOnce();
        }
    }

    @Test
    void theDocumentedRightsOnSentinelsAreEnough(@TempDir Path folder) throws IOException {
        try (TestSentinel sentinel = TestSentinel.start()) {
            List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", "codefleet", "on", ">secret"));
            command.addAll(List.of(RedisAcl.SENTINEL_RULES.split(" ")));
            for (RedisTestServer each : sentinel.sentinels()) {
                RedisConsole.ask(each.port(), command.toArray(String[]::new));
            }
            Path file = Files.writeString(folder.resolve("password"), "secret");
            String uri = sentinel.uri() + "?sentinelUser=codefleet&sentinelPasswordFile=" + file;
            try (SmallFleet fleet = new SmallFleet(uri)) {
                fleet.submit(10);
                fleet.awaitAllDoneOnce();
                for (RedisTestServer each : sentinel.sentinels()) {
                    await().until(() -> RedisConsole.text(each.port(), "CLIENT", "LIST")
                            .lines()
                            .anyMatch(client -> client.contains("user=codefleet") && client.contains(" sub=1")));
                }
            }
        }
    }

    @Test
    void aFleetNeedsNotAllOfTheSentinels() {
        try (TestSentinel sentinel = TestSentinel.start()) {
            sentinel.sentinels().get(0).kill();
            sentinel.sentinels().get(1).pause();
            try (SmallFleet fleet = new SmallFleet(sentinel.uri())) {
                fleet.submit(10);
                fleet.awaitAllDoneOnce();
            }
        }
    }

    @Test
    void aFleetOutlivesTheNodeOfAClusterThatServesIt() {
        try (TestCluster cluster = TestCluster.start();
                SmallFleet fleet = new SmallFleet(cluster.uri())) {
            String key = Namespace.prefix(fleet.namespace);
            fleet.hold();
            fleet.submit(20);
            fleet.awaitFullSlots();
            cluster.awaitReplication(key);
            RedisTestServer old = cluster.masterOf(key);
            old.kill();
            fleet.submit(10);
            fleet.release();

            cluster.awaitOtherMaster(key, old);
            fleet.submit(10);
            fleet.awaitAllDoneOnce();
        }
    }

    @Test
    void aFleetWaitsWhileItsSlotMovesAndFollowsIt() {
        try (TestCluster cluster = TestCluster.start();
                SmallFleet fleet = new SmallFleet(cluster.uri())) {
            String key = Namespace.prefix(fleet.namespace);
            fleet.hold();
            fleet.submit(20);
            fleet.awaitFullSlots();
            RedisTestServer to = cluster.otherThan(key);
            cluster.beginMove(key, to);
            fleet.submit(10);
            fleet.awaitRefusal();
            fleet.release();

            cluster.finishMove(key, to);
            fleet.submit(10);
            fleet.awaitAllDoneOnce();
        }
    }
}
