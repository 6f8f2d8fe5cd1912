package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Restore of queued tasks from snapshot and log by a leader that starts after the one before was killed, on a broker in a folder.
 *
 * <p>Arguments: nothing, or how many tasks are queued.
 */
public final class RestoreTime {
    private static final int TASKS = 1_000_000;
    private static final int MAX_SECONDS = 30;
    private static final String NAMESPACE = "restore";
    private static final JavaOptions LEADER = new JavaOptions(List.of("-Xmx1g"));

    private RestoreTime() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        int tasks = arguments.length == 0 ? TASKS : Integer.parseInt(arguments[0]);
        try (BrokerServer folder = BrokerServer.start(BrokerKind.FILE);
                ChildJvm first = ChildJvm.start(LEADER, FleetProcess.class);
                ChildJvm client = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class)) {
            String follower = "connect " + folder.uri() + "?lead=false " + NAMESPACE;
            first.ask("connect " + folder.uri() + " " + NAMESPACE);
            client.ask(follower);
            long begun = System.nanoTime();
            client.ask("submit " + tasks);
            print("%,d tasks with 512-byte prompts submitted in %.1f s", tasks, seconds(begun));
            client.ask("close");
            first.kill();
            restore(folder, follower);
        }
    }

    private static void restore(BrokerServer folder, String follower) {
        try (ChildJvm worker = ChildJvm.start(JavaOptions.DEFAULTS, FleetProcess.class)) {
            // It answers when its Java runs.
            worker.ask("close");
            long begun = System.nanoTime();
            try (ChildJvm leader = ChildJvm.start(LEADER, FleetProcess.class)) {
                leader.ask("connect " + folder.uri() + " " + NAMESPACE);
                double led = seconds(begun);
                worker.ask(follower);
                worker.ask("work 1");
                worker.ask("claimed");
                print(
                        "leader killed and another started: it leads after %.1f s, and the first task is claimed after"
                                + " %.1f s; goal below %d s",
                        led, seconds(begun), MAX_SECONDS);
                print(
                        "its heap with %s: %s MB after a collection; %.0f MB resident",
                        LEADER, leader.ask("heap"), leader.residentMegabytes());
            }
        }
    }

    private static double seconds(long since) {
        return (double) (System.nanoTime() - since) / TimeUnit.SECONDS.toNanos(1);
    }
}
