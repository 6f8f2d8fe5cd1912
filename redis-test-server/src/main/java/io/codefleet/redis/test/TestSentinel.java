package io.codefleet.redis.test;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A master, a replica and three Sentinels that watch them, all processes of this machine. A master that does not answer for
 * half a second is replaced, which takes some seconds.
 */
public final class TestSentinel implements AutoCloseable {

    /** The name by which the Sentinels know the master. */
    public static final String MASTER = "main";

    private static final int SENTINELS = 3;
    private static final int QUORUM = 2;
    private static final RedisTestOptions DATA = RedisTestOptions.DEFAULTS
            .breakable()
            .withPersistence()
            .withArguments("--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "1");

    private final List<RedisTestServer> data = new ArrayList<>();
    private final List<RedisTestServer> sentinels = new ArrayList<>();

    private TestSentinel() {}

    /**
     * Starts them, and waits until they know each other.
     *
     * @throws IllegalStateException if {@code redis-server} is not on the {@code PATH}
     */
    public static TestSentinel start() {
        TestSentinel started = new TestSentinel();
        try {
            started.launch();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private void launch() {
        RedisTestServer first = LocalServer.start(DATA);
        data.add(first);
        data.add(LocalServer.start(DATA.withArguments("--replicaof", "127.0.0.1 " + first.port())));
        Await.until(
                "the replica follows",
                () -> RedisConsole.text(data.get(1).port(), "INFO", "replication")
                        .contains("master_link_status:up"));
        String config = String.join(
                "\n",
                "sentinel monitor " + MASTER + " 127.0.0.1 " + first.port() + " " + QUORUM,
                "sentinel down-after-milliseconds " + MASTER + " 500",
                "sentinel failover-timeout " + MASTER + " 3000",
                "");
        IntStream.range(0, SENTINELS)
                .forEach(i -> sentinels.add(LocalServer.start(
                        RedisTestOptions.DEFAULTS.breakable().withConfig(config).withArguments("--sentinel"))));
        for (RedisTestServer sentinel : sentinels) {
            Await.until("the Sentinels know each other and the replica", () -> knowsAll(sentinel));
        }
    }

    private static boolean knowsAll(RedisTestServer sentinel) {
        String about = RedisConsole.text(sentinel.port(), "SENTINEL", "MASTER", MASTER);
        return about.contains("num-other-sentinels, " + (SENTINELS - 1)) && about.contains("num-slaves, 1");
    }

    /** Returns the addresses of the Sentinels: {@code redis-sentinel://127.0.0.1:port,…/main}. */
    public String uri() {
        return "redis-sentinel://"
                + sentinels.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(",")) + "/"
                + MASTER;
    }

    /** Returns the server that the first Sentinel takes for the master now. */
    public RedisTestServer master() {
        int port = masterPort();
        return data.stream().filter(server -> server.port() == port).findFirst().orElseThrow();
    }

    /** Returns the server that the first Sentinel does not take for the master now. */
    public RedisTestServer replica() {
        int port = masterPort();
        return data.stream().filter(server -> server.port() != port).findFirst().orElseThrow();
    }

    /** Returns the Sentinels. */
    public List<RedisTestServer> sentinels() {
        return List.copyOf(sentinels);
    }

    private int masterPort() {
        return masterPort(sentinels.get(0));
    }

    private static int masterPort(RedisTestServer sentinel) {
        Object address = RedisConsole.ask(sentinel.port(), "SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER);
        if (address instanceof List<?> parts && parts.size() == 2) {
            return Integer.parseInt(String.valueOf(parts.get(1)));
        }
        throw new IllegalStateException("The Sentinel knows no master");
    }

    /** Waits until the replica has all that the master has written so far. */
    public void awaitReplication() {
        Replication.await(master(), replica());
    }

    /**
     * Makes the replica the master and waits until all Sentinels know. They demote the old master some seconds later; writes that
     * it accepts until then are lost.
     */
    public void failOver() {
        RedisTestServer old = master();
        RedisConsole.ask(sentinels.get(0).port(), "SENTINEL", "FAILOVER", MASTER);
        awaitOtherMaster(old);
    }

    /** Waits until all Sentinels take another server for the master. */
    public void awaitOtherMaster(RedisTestServer old) {
        Await.until(
                "another server is the master",
                () -> sentinels.stream().allMatch(sentinel -> masterPort(sentinel) != old.port()));
    }

    /** Ends all processes. */
    @Override
    public void close() {
        sentinels.forEach(RedisTestServer::close);
        data.forEach(RedisTestServer::close);
    }
}
