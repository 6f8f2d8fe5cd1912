package io.codefleet.redis.test;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Cluster of three masters with a replica each, all processes of this machine, and all slots served. A master that does not
 * answer for a second is replaced, which takes some seconds.
 */
public final class TestCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;
    private static final RedisTestOptions NODE = RedisTestOptions.DEFAULTS
            .breakable()
            .withPersistence()
            .withArguments("--cluster-enabled", "yes", "--cluster-node-timeout", "1000")
            .withArguments("--cluster-replica-validity-factor", "0", "--repl-diskless-sync-delay", "0")
            .withArguments("--repl-ping-replica-period", "1");

    private final List<RedisTestServer> nodes = new ArrayList<>();

    private TestCluster() {}

    /**
     * Starts the cluster, and waits until it is complete.
     *
     * @throws IllegalStateException if {@code redis-server} is not on the {@code PATH}
     */
    public static TestCluster start() {
        TestCluster cluster = new TestCluster();
        try {
            cluster.launch();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void launch() {
        RedisTestServer first = add();
        while (nodes.size() < 2 * MASTERS) {
            RedisTestServer next = add();
            ask(next, "CLUSTER", "MEET", "127.0.0.1", Integer.toString(first.port()), busPort(first));
        }
        for (int i = 0; i < MASTERS; i++) {
            String from = Integer.toString(SLOTS * i / MASTERS);
            String to = Integer.toString(SLOTS * (i + 1) / MASTERS - 1);
            ask(nodes.get(i), "CLUSTER", "ADDSLOTSRANGE", from, to);
        }
        nodes.forEach(node -> Await.until(
                "the nodes know each other", () -> info(node).contains("cluster_known_nodes:" + 2 * MASTERS)));
        for (int i = 0; i < MASTERS; i++) {
            RedisTestServer replica = nodes.get(MASTERS + i);
            String master = id(nodes.get(i));
            Await.until("it becomes a replica", () -> "OK".equals(ask(replica, "CLUSTER", "REPLICATE", master)));
        }
        nodes.forEach(node -> Await.until("the Cluster is whole", () -> isComplete(node)));
    }

    /**
     * Adds a node. Chooses a free port for the other nodes, too: the default, ten thousand above the port of Redis, may
     * not be a valid port.
     */
    private RedisTestServer add() {
        int busPort = Probe.freePort("127.0.0.1");
        RedisTestServer node = LocalServer.start(NODE.withArguments("--cluster-port", Integer.toString(busPort)));
        nodes.add(node);
        return node;
    }

    private static String busPort(RedisTestServer node) {
        List<?> setting = (List<?>) ask(node, "CONFIG", "GET", "cluster-port");
        return String.valueOf(setting == null ? null : setting.get(1));
    }

    private static boolean isComplete(RedisTestServer node) {
        String replication = RedisConsole.text(node.port(), "INFO", "replication");
        return info(node).contains("cluster_state:ok")
                && (replication.contains("master_link_status:up") || replication.contains("state=online"));
    }

    private static String info(RedisTestServer node) {
        return RedisConsole.text(node.port(), "CLUSTER", "INFO");
    }

    private static String id(RedisTestServer node) {
        return RedisConsole.text(node.port(), "CLUSTER", "MYID");
    }

    private static @Nullable Object ask(RedisTestServer node, String... words) {
        return RedisConsole.ask(node.port(), words);
    }

    /** Returns the addresses of its nodes: {@code redis-cluster://127.0.0.1:port,…}, replicas included. */
    public String uri() {
        return "redis-cluster://"
                + nodes.stream().map(each -> "127.0.0.1:" + each.port()).collect(Collectors.joining(","));
    }

    /** Returns the node that serves this key now, as any living node sees it. */
    public RedisTestServer masterOf(String key) {
        return node(slotEntry(key), 2);
    }

    /** Returns the replica of the node that serves this key now. */
    public RedisTestServer replicaOf(String key) {
        return node(slotEntry(key), 3);
    }

    /** Returns a master that does not serve this key now. */
    public RedisTestServer otherThan(String key) {
        int serving = masterOf(key).port();
        return nodes.stream()
                .filter(node -> node.port() != serving)
                .filter(node -> RedisConsole.text(node.port(), "ROLE").contains("master"))
                .findFirst()
                .orElseThrow();
    }

    private RedisTestServer node(List<?> entry, int place) {
        Object port = ((List<?>) entry.get(place)).get(1);
        return nodes.stream()
                .filter(node -> Long.valueOf(node.port()).equals(port))
                .findFirst()
                .orElseThrow();
    }

    private List<?> slotEntry(String key) {
        long slot = slotOf(key);
        for (RedisTestServer node : nodes) {
            if (!answers(node)) {
                continue;
            }
            for (Object each : (List<?>) orNone(ask(node, "CLUSTER", "SLOTS"))) {
                List<?> entry = (List<?>) each;
                if ((Long) entry.get(0) <= slot && slot <= (Long) entry.get(1)) {
                    return entry;
                }
            }
        }
        throw new IllegalStateException("No living node knows who serves " + key);
    }

    private static Object orNone(@Nullable Object answer) {
        return answer == null ? List.of() : answer;
    }

    private static boolean answers(RedisTestServer node) {
        try {
            return "PONG".equals(ask(node, "PING"));
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private long slotOf(String key) {
        RedisTestServer living =
                nodes.stream().filter(TestCluster::answers).findFirst().orElseThrow();
        return (Long) orNone(ask(living, "CLUSTER", "KEYSLOT", key));
    }

    /** Begins to move the slot of this key to another master; its keys stay where they are until {@link #finishMove}. */
    public void beginMove(String key, RedisTestServer to) {
        RedisTestServer from = masterOf(key);
        String slot = Long.toString(slotOf(key));
        ask(to, "CLUSTER", "SETSLOT", slot, "IMPORTING", id(from));
        ask(from, "CLUSTER", "SETSLOT", slot, "MIGRATING", id(to));
    }

    /** Moves all keys of the slot of this key to another master, which then serves it. */
    public void finishMove(String key, RedisTestServer to) {
        RedisTestServer from = masterOf(key);
        String slot = Long.toString(slotOf(key));
        List<?> keys = keysIn(from, slot);
        while (!keys.isEmpty()) {
            List<String> command = new ArrayList<>(
                    List.of("MIGRATE", "127.0.0.1", Integer.toString(to.port()), "", "0", "5000", "KEYS"));
            keys.forEach(each -> command.add(String.valueOf(each)));
            ask(from, command.toArray(String[]::new));
            keys = keysIn(from, slot);
        }
        ask(to, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
        ask(from, "CLUSTER", "SETSLOT", slot, "NODE", id(to));
    }

    private static List<?> keysIn(RedisTestServer node, String slot) {
        return (List<?>) orNone(ask(node, "CLUSTER", "GETKEYSINSLOT", slot, "100"));
    }

    /** Makes the replica of the node that serves this key its master, in good order, and waits until that is so. */
    public void failOver(String key) {
        RedisTestServer old = masterOf(key);
        ask(replicaOf(key), "CLUSTER", "FAILOVER");
        awaitOtherMaster(key, old);
    }

    /** Waits until the replica has all that the node that serves this key has written so far. */
    public void awaitReplication(String key) {
        Replication.await(masterOf(key), replicaOf(key));
    }

    /** Waits until another node serves this key. */
    public void awaitOtherMaster(String key, RedisTestServer old) {
        Await.until("another node serves " + key, () -> masterOf(key) != old);
    }

    /** Ends all processes. */
    @Override
    public void close() {
        nodes.forEach(RedisTestServer::close);
    }
}
