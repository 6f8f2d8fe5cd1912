package io.codefleet.faults.environment;

import io.codefleet.CodefleetClient;
import io.codefleet.control.auth.Role;
import io.codefleet.faults.history.History;
import io.codefleet.faults.process.ClientMain;
import io.codefleet.faults.process.RunTiming;
import io.codefleet.faults.process.WorkerMain;
import io.codefleet.kafka.test.KafkaTestOptions;
import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.redis.test.TcpProxy;
import io.codefleet.testing.FreePort;
import io.codefleet.testing.NatsTestCluster;
import io.codefleet.testing.NatsTestServer;
import io.codefleet.testing.RabbitTestServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A broker and the fleets of two namespaces on it, each with clients and workers in processes of their own. */
public final class TestEnvironment implements AutoCloseable {
    /** The namespaces of a run. */
    public static final List<String> NAMESPACES = List.of("a", "b");

    private static final String RABBIT_USER = "fleet";

    private final Path folder;
    private final Site site;
    private final Map<String, NamespaceObserver> watches = new LinkedHashMap<>();
    private final List<ProcessSlot> workers = new ArrayList<>();
    private final List<ProcessSlot> clients = new ArrayList<>();
    private final Thread tender = new Thread(this::tend, "tender");
    private volatile boolean closed;

    /**
     * The broker of a run.
     *
     * @param uri where the processes of a namespace and a role reach it
     * @param redis the Redis, if it is one
     * @param server its server; absent with a folder
     * @param proxy the way to it; absent with a folder
     * @param close ends it
     */
    private record Site(
            BiFunction<String, Role, String> uri,
            @Nullable RedisTestServer redis,
            @Nullable ServerControl server,
            @Nullable TcpProxy proxy,
            Runnable close) {}

    private TestEnvironment(Path folder, Site site) {
        this.folder = folder;
        this.site = site;
    }

    private static BiFunction<String, Role, String> at(String scheme, TcpProxy proxy) {
        return always(scheme + "://127.0.0.1:" + proxy.port());
    }

    private static BiFunction<String, Role, String> always(String uri) {
        return (namespace, role) -> uri;
    }

    /** Starts everything, with Redis as the broker. */
    public static TestEnvironment onRedis(Path folder, History history, Size size) {
        RedisTestServer redis =
                RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable().withPersistence());
        TcpProxy proxy = TcpProxy.to("127.0.0.1", redis.port());
        Site site = new Site(at("redis", proxy), redis, ServerControl.of(redis), proxy, redis::close);
        return start(new TestEnvironment(folder, site), history, size).observing(redis.uri(), history);
    }

    /** Starts everything, with a folder as the broker: a worker or client leads, and never the process of the run. */
    public static TestEnvironment onFolder(Path folder, History history, Size size) {
        Site site = new Site(always(folderUri(folder)), null, null, null, () -> {});
        return start(new TestEnvironment(folder, site), history, size)
                .observing(folderUri(folder) + "?lead=false", history);
    }

    /** Starts everything, with NATS JetStream as the broker: a worker or client leads, and never the process of the run. */
    public static TestEnvironment onNats(Path folder, History history, Size size) {
        NatsTestServer nats = NatsTestServer.start();
        TcpProxy proxy = TcpProxy.to("127.0.0.1", nats.port());
        Site site = new Site(at("nats", proxy), null, ServerControl.of(nats), proxy, nats::close);
        return start(new TestEnvironment(folder, site), history, size).observing(nats.uri() + "?lead=false", history);
    }

    /**
     * Starts everything, with three replicas of each stream on three NATS servers. The faults of the server are those of the one that leads
     * the log of the first namespace, and the faults of the network are those of the way to the first server.
     */
    public static TestEnvironment onNatsCluster(Path folder, History history, Size size) {
        NatsTestCluster cluster = NatsTestCluster.start(false);
        List<String> uris = cluster.uris();
        TcpProxy proxy = TcpProxy.to("127.0.0.1", URI.create(uris.get(0)).getPort());
        String others =
                uris.stream().skip(1).map(uri -> URI.create(uri).getAuthority()).collect(Collectors.joining(","));
        Site site = new Site(
                always("nats://127.0.0.1:" + proxy.port() + "," + others + "?replicas=3"),
                null,
                new NatsClusterControl(cluster, "codefleet-log-" + NAMESPACES.get(0)),
                proxy,
                cluster::close);
        return start(new TestEnvironment(folder, site), history, size)
                .observing(cluster.uri() + "?replicas=3&lead=false", history);
    }

    /** Starts everything, with Kafka as the broker: a worker or client leads, and never the process of the run. */
    public static TestEnvironment onKafka(Path folder, History history, Size size) {
        int port = FreePort.find();
        TcpProxy proxy = TcpProxy.to("127.0.0.1", port);
        KafkaTestServer kafka =
                KafkaTestServer.start(KafkaTestOptions.DEFAULTS.quickToReturn().behind(proxy.port(), port));
        Site site = new Site(at("kafka", proxy), null, ServerControl.of(kafka), proxy, kafka::close);
        return start(new TestEnvironment(folder, site), history, size)
                .observing(kafka.operatorUri() + "?lead=false", history);
    }

    /** Starts everything, with RabbitMQ as the broker: a worker or client leads, and never the process of the run. */
    public static TestEnvironment onRabbit(Path folder, History history, Size size) {
        RabbitTestServer rabbit = RabbitTestServer.start(List.of(), Map.of(RABBIT_USER, "^codefleet:"));
        TcpProxy proxy = TcpProxy.to("127.0.0.1", rabbit.port());
        Site site = new Site(
                always(RabbitTestServer.uri(RABBIT_USER, proxy.port())),
                null,
                ServerControl.of(rabbit),
                proxy,
                rabbit::close);
        return start(new TestEnvironment(folder, site), history, size)
                .observing(rabbit.uri(RABBIT_USER) + "?lead=false", history);
    }

    /** Starts everything, with clients and workers that know nothing but a gateway, which leads a folder as the broker. */
    public static TestEnvironment onGateway(Path folder, History history, Size size) {
        GatewayServer gateway = new GatewayServer(folder, folderUri(folder));
        gateway.start();
        TcpProxy proxy = TcpProxy.to("127.0.0.1", gateway.port());
        Site site = new Site(
                (namespace, role) -> gateway.uri(proxy.port(), namespace, role), null, gateway, proxy, gateway::close);
        return start(new TestEnvironment(folder, site), history, size)
                .observing(folderUri(folder) + "?lead=false", history);
    }

    private static String folderUri(Path folder) {
        return "file:" + folder.toAbsolutePath() + "/broker";
    }

    private TestEnvironment observing(String uri, History history) {
        observe(uri, history);
        return this;
    }

    private void observe(String uri, History history) {
        for (String namespace : NAMESPACES) {
            watches.put(namespace, NamespaceObserver.on(RunTiming.options(uri, namespace), history));
        }
    }

    private static TestEnvironment start(TestEnvironment environment, History history, Size size) {
        environment.people("a", history, size.workers(), size.clients(), size);
        environment.people("b", history, 1, 1, size);
        environment.all().forEach(ProcessSlot::tend);
        environment.tender.setDaemon(true);
        environment.tender.start();
        return environment;
    }

    /**
     * Size of an environment.
     *
     * @param workers how many workers the first namespace has; the second has one
     * @param clients how many clients the first namespace has; the second has one
     * @param perSecond how many tasks a second each client submits
     * @param tasks how many tasks each client submits in all, without those of the schedule
     */
    public record Size(int workers, int clients, int perSecond, int tasks) {}

    private void people(String namespace, History history, int workerCount, int clientCount, Size size) {
        for (int i = 1; i <= workerCount; i++) {
            workers.add(worker(namespace + "-w" + i, namespace, history, i % 2 == 0));
        }
        for (int i = 1; i <= clientCount; i++) {
            clients.add(client(namespace + "-c" + i, namespace, history, size));
        }
    }

    /**
     * Creates the slot of a worker. Some workers return under their old id, as configured ones do, others under a new
     * one.
     */
    private ProcessSlot worker(String slot, String namespace, History history, boolean sameId) {
        return new ProcessSlot(slot, history, (workload, environment) -> {
            String uri = site.uri().apply(namespace, Role.WORKER);
            List<String> arguments = List.of(workload, folder.toString(), uri, namespace, sameId ? slot : workload);
            LeaderTerm.mark(log(slot), workload);
            return JavaProcess.start(WorkerMain.class, arguments, environment, log(slot));
        });
    }

    private ProcessSlot client(String slot, String namespace, History history, Size size) {
        return new ProcessSlot(slot, history, (workload, environment) -> {
            List<String> arguments = List.of(
                    workload,
                    folder.toString(),
                    site.uri().apply(namespace, Role.OPERATOR),
                    namespace,
                    Integer.toString(size.perSecond()),
                    Integer.toString(size.tasks()));
            LeaderTerm.mark(log(slot), workload);
            return JavaProcess.start(ClientMain.class, arguments, environment, log(slot));
        });
    }

    private Path log(String slot) {
        return folder.resolve(slot + ".log");
    }

    private void tend() {
        while (!closed) {
            all().forEach(ProcessSlot::tend);
            try {
                Thread.sleep(100);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Returns the control of the server, which injects its faults. */
    public ServerControl server() {
        return Objects.requireNonNull(site.server(), "the broker is a folder");
    }

    /** Returns the proxy in front of the server. */
    public TcpProxy proxy() {
        return Objects.requireNonNull(site.proxy(), "the broker is a folder");
    }

    /**
     * Sends a command to Redis, past the proxy. Returns its answer as text, empty if Redis is away, refuses, or is not
     * the broker.
     */
    public String admin(String... words) {
        RedisTestServer redis = site.redis();
        if (redis == null) {
            return "";
        }
        try {
            return RedisConsole.text(redis.port(), words);
        } catch (IllegalStateException | UncheckedIOException e) {
            return "";
        }
    }

    /** Returns the client that the run itself has in a namespace. */
    public CodefleetClient operator(String namespace) {
        NamespaceObserver observer = watches.get(namespace);
        if (observer == null) {
            throw new IllegalArgumentException("no namespace " + namespace);
        }
        return observer.fleet();
    }

    /** Returns the workers of both namespaces. */
    public List<ProcessSlot> workers() {
        return workers;
    }

    /** Returns how many workers a namespace has. */
    public long workersOf(String namespace) {
        return workers.stream()
                .filter(worker -> worker.name().startsWith(namespace))
                .count();
    }

    /** Returns the clients of both namespaces. */
    public List<ProcessSlot> clients() {
        return clients;
    }

    /** Returns the slot of a process; empty if the process is not a client or worker. */
    public Optional<ProcessSlot> slotOf(String process) {
        return all().stream()
                .filter(slot -> process.startsWith(slot.name() + "."))
                .findFirst();
    }

    private List<ProcessSlot> all() {
        return Stream.concat(workers.stream(), clients.stream()).toList();
    }

    /** Ends whatever still runs. */
    @Override
    public void close() {
        closed = true;
        all().forEach(ProcessSlot::end);
        watches.values().forEach(NamespaceObserver::close);
        if (site.proxy() != null) {
            site.proxy().close();
        }
        site.close().run();
    }
}
