package io.codefleet.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** A fleet on one broker: a client, a worker, and where one of the processes leads, a leader, each a process of its own. */
final class BrokerFleet implements AutoCloseable {
    private static final int CONCURRENCY = 200;
    private static final int PER_SECOND = 200;
    private static final int WARM_UP_TASKS = 400;
    private static final int LATENCY_TASKS = 2000;
    private static final long SECONDS_BEFORE = 3;
    private static final long SECONDS_AFTER = 8;

    private final BrokerKind kind;
    private final BrokerServer server;
    private final ChildJvm client = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class);
    private final ChildJvm worker = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class);
    private final List<ChildJvm> leaders = new ArrayList<>();

    /**
     * Rate of one round.
     *
     * @param rate tasks a second
     * @param clientMicros processor time of the client for each task
     * @param workerMicros processor time of the worker for each task
     * @param leaderMicros processor time of the leader for each task; 0 without one
     */
    record MeasuredRate(double rate, double clientMicros, double workerMicros, double leaderMicros) {
        /** Returns the faster of two. */
        static MeasuredRate best(MeasuredRate one, MeasuredRate other) {
            return one.rate >= other.rate ? one : other;
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT, "client %.0f, worker %.0f, leader %.0f µs", clientMicros, workerMicros, leaderMicros);
        }
    }

    BrokerFleet(BrokerKind kind) {
        this(kind, BrokerServer.start(kind), Benchmarks.PROMPT_BYTES);
    }

    /**
     * Starts the processes on a server, which is closed with them.
     *
     * @param promptBytes how large the prompts of tasks are
     */
    BrokerFleet(BrokerKind kind, BrokerServer server, int promptBytes) {
        this.kind = kind;
        this.server = server;
        client.ask("prompt " + promptBytes);
        if (kind.hasLeader()) {
            leaders.add(ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class));
        }
    }

    /** Connects all to a namespace without tasks, and starts a worker there. */
    void open() {
        String namespace = UUID.randomUUID().toString();
        client.ask("close");
        worker.ask("close");
        leaders.forEach(leader -> leader.ask("connect " + server.uri() + " " + namespace));
        String follower = kind.hasLeader() ? server.uri() + "?lead=false" : server.uri();
        worker.ask("connect " + follower + " " + namespace);
        worker.ask("work " + CONCURRENCY);
        client.ask("connect " + follower + " " + namespace);
    }

    /**
     * Measures one round.
     *
     * @param window how many tasks are between submit and outcome
     * @param batch how many tasks go in one submit
     */
    MeasuredRate rate(int window, int batch, int tasks) {
        open();
        return measure("rate " + window + " " + batch + " " + tasks, window + tasks);
    }

    /** Measures what the client does at a command for so many tasks. */
    private MeasuredRate measure(String command, int all) {
        Duration ofClient = client.cpu();
        Duration ofWorker = worker.cpu();
        Duration ofLeader = leaderCpu();
        double rate = Double.parseDouble(client.ask(command));
        return new MeasuredRate(
                rate,
                micros(ofClient, client.cpu()) / all,
                micros(ofWorker, worker.cpu()) / all,
                micros(ofLeader, leaderCpu()) / all);
    }

    private Duration leaderCpu() {
        return leaders.stream().map(ChildJvm::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    private static double micros(Duration before, Duration after) {
        return after.minus(before).toNanos() / 1000.0;
    }

    /** Returns the median and the 99th percentile in milliseconds. */
    double[] latency() {
        open();
        latency(PER_SECOND, WARM_UP_TASKS);
        return latency(PER_SECOND, LATENCY_TASKS);
    }

    /** Returns the median and the 99th percentile of so many tasks more, in milliseconds. */
    double[] latency(int perSecond, int tasks) {
        return Latency.of(client.ask("latency " + perSecond + " " + tasks));
    }

    /** Measures a bulk submit where no worker takes the tasks. */
    MeasuredRate bulk(int tasks) {
        open();
        worker.ask("close");
        return measure("bulk " + tasks, tasks);
    }

    /** Starts more workers. */
    void addWorkers(int count, int concurrency) {
        for (int i = 0; i < count; i++) {
            worker.ask("work " + concurrency);
        }
    }

    /** Kills the leader under a steady load while another process stands by; nothing works on its namespace afterwards. */
    SteadyLoad.Result takeOver() {
        leaders.add(ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class));
        open();
        client.ask("latency " + PER_SECOND + " " + WARM_UP_TASKS);
        client.ask("steady " + PER_SECOND);
        Benchmarks.pass(SECONDS_BEFORE);
        try (ChildJvm first = leaders.remove(0)) {
            first.kill();
        }
        Benchmarks.pass(SECONDS_AFTER);
        return SteadyLoad.Result.of(client.ask("gap"));
    }

    @Override
    public void close() {
        client.close();
        worker.close();
        leaders.forEach(ChildJvm::close);
        server.close();
    }
}
