package io.codefleet.redis.test;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopologiesTest {

    @Test
    void whenTheMasterDiesTheSentinelsNameTheReplica() {
        try (TestSentinel sentinel = TestSentinel.start()) {
            RedisTestServer old = sentinel.master();
            RedisConsole.ask(old.port(), "SET", "key", "value");
            sentinel.awaitReplication();
            old.kill();
            sentinel.awaitOtherMaster(old);
            assertThat(RedisConsole.ask(sentinel.master().port(), "GET", "key")).isEqualTo("value");
        }
    }

    @Test
    void aSlotOfAClusterCanFailOverAndMove() {
        try (TestCluster cluster = TestCluster.start()) {
            RedisConsole.ask(cluster.masterOf("key").port(), "SET", "key", "value");
            RedisTestServer old = cluster.masterOf("key");
            old.kill();
            cluster.awaitOtherMaster("key", old);
            assertThat(RedisConsole.ask(cluster.masterOf("key").port(), "GET", "key"))
                    .isEqualTo("value");

            RedisTestServer to = cluster.otherThan("key");
            cluster.beginMove("key", to);
            cluster.finishMove("key", to);
            assertThat(RedisConsole.ask(to.port(), "GET", "key")).isEqualTo("value");
        }
    }
}
