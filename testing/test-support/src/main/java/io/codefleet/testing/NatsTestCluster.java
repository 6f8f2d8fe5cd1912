package io.codefleet.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Three NATS servers on loopback that keep the streams of JetStream together. */
public final class NatsTestCluster implements AutoCloseable {
    private static final int SIZE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final long LOOK_MILLIS = 50;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final List<Member> nodes = new ArrayList<>();

    /**
     * One server of a cluster.
     *
     * @param name what the others call it
     * @param server its process
     * @param monitor the port on which it says how it is
     */
    private record Member(String name, NatsTestServer server, int monitor) {}

    private NatsTestCluster() {}

    /**
     * Starts three servers without users. They are ready to keep streams with three replicas, and give clients the addresses of each
     * other.
     */
    public static NatsTestCluster start() {
        return start(true);
    }

    /**
     * Starts three servers without users.
     *
     * @param advertises whether they give clients the addresses of each other
     */
    public static NatsTestCluster start(boolean advertises) {
        List<Integer> ports = Stream.generate(FreePort::find).limit(SIZE).toList();
        String routes =
                ports.stream().map(port -> "\"nats://127.0.0.1:" + port + "\"").collect(Collectors.joining(", "));
        NatsTestCluster cluster = new NatsTestCluster();
        try {
            for (int i = 0; i < SIZE; i++) {
                int monitor = FreePort.find();
                String name = "node-" + i;
                String settings = "server_name: " + name + "\n"
                        + "http: \"127.0.0.1:" + monitor + "\"\n"
                        + "jetstream { store_dir: FOLDER, max_file: 2G }\n"
                        + "cluster { name: codefleet, listen: \"127.0.0.1:" + ports.get(i) + "\", routes: [" + routes
                        + "], no_advertise: " + !advertises + " }\n";
                cluster.nodes.add(new Member(name, NatsTestServer.start(settings), monitor));
            }
            cluster.awaitHealthy();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /** Returns the URI that names all servers. */
    public String uri() {
        return "nats://"
                + nodes.stream()
                        .map(node -> "127.0.0.1:" + node.server().port())
                        .collect(Collectors.joining(","));
    }

    /** Returns the URIs of the servers, each of one. */
    public List<String> uris() {
        return nodes.stream().map(node -> node.server().uri()).toList();
    }

    /** Returns the server that leads the replicas of a stream; waits until one does. */
    public NatsTestServer leaderOf(String stream) {
        List<Member> found = new ArrayList<>();
        await("a leader of the stream " + stream, () -> {
            found.addAll(nodes.stream().filter(node -> leads(node, stream)).toList());
            return !found.isEmpty();
        });
        return found.get(0).server();
    }

    private boolean leads(Member node, String stream) {
        return replicas(node, stream)
                .filter(cluster -> node.name().equals(cluster.getString("leader")))
                .isPresent();
    }

    /** Waits until all servers are well, and the leader of the stream says that the other replicas have all that it has. */
    public void awaitReplicas(String stream) {
        awaitHealthy();
        await(
                "three replicas of the stream " + stream,
                () -> nodes.stream()
                        .filter(node -> leads(node, stream))
                        .anyMatch(node -> replicas(node, stream)
                                .filter(cluster -> areCurrent(cluster.getJsonArray("replicas")))
                                .isPresent()));
    }

    /** Ends all servers as kill -9 does. */
    public void killAll() {
        nodes.forEach(node -> node.server().kill());
    }

    /** Starts all servers again, with what they have stored. */
    public void runAll() {
        nodes.forEach(node -> node.server().run());
    }

    private void awaitHealthy() {
        await(
                "a cluster of JetStream",
                () -> nodes.stream().allMatch(this::isHealthy)
                        && nodes.stream().anyMatch(node -> hasReplicas(node.name(), ask(node, "/jsz"))));
    }

    private boolean isHealthy(Member node) {
        return ask(node, "/healthz")
                .filter(health -> "ok".equals(health.getString("status")))
                .isPresent();
    }

    /** Returns whether a server says that it leads the cluster, and that the others follow. */
    private static boolean hasReplicas(String name, Optional<JsonObject> jetStream) {
        return jetStream
                .map(state -> state.getJsonObject("meta_cluster"))
                .filter(meta -> name.equals(meta.getString("leader")) && areCurrent(meta.getJsonArray("replicas")))
                .isPresent();
    }

    private static boolean areCurrent(JsonArray replicas) {
        return replicas != null
                && replicas.size() == SIZE - 1
                && replicas.stream().allMatch(each -> ((JsonObject) each).getBoolean("current", false));
    }

    /** Returns what a server says about the replicas of a stream. */
    private Optional<JsonObject> replicas(Member node, String stream) {
        return ask(node, "/jsz?accounts=1&streams=1").stream()
                .flatMap(state -> objects(state.getJsonArray("account_details")))
                .flatMap(account -> objects(account.getJsonArray("stream_detail")))
                .filter(detail -> stream.equals(detail.getString("name")))
                .map(detail -> detail.getJsonObject("cluster", new JsonObject()))
                .findFirst();
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array == null ? Stream.empty() : array.stream().map(JsonObject.class::cast);
    }

    /** Returns the answer of a server, or nothing where it is gone or stands still. */
    private Optional<JsonObject> ask(Member node, String path) {
        HttpRequest question = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + node.monitor() + path))
                .timeout(ANSWER)
                .build();
        try {
            return Optional.of(new JsonObject(
                    http.send(question, HttpResponse.BodyHandlers.ofString()).body()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no " + what + " within " + PATIENCE);
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        nodes.forEach(node -> node.server().close());
    }
}
