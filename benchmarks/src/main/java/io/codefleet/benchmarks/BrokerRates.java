package io.codefleet.benchmarks;

import static io.codefleet.benchmarks.Benchmarks.print;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Submit → no-op handler → outcome on a broker, compared with the Redis broker in the same run. Client, worker and leader are
 * processes of their own, and the rounds of both brokers alternate.
 *
 * <p>Arguments: nothing for all, or some of {@code redis}, {@code file}, {@code nats}, {@code amqp} and {@code kafka}.
 */
public final class BrokerRates {
    private static final int ROUNDS = 3;
    private static final int SINGLE_TASKS = 40_000;
    private static final int BATCH_TASKS = 50_000;
    private static final int SINGLE_WINDOW = 5_000;
    private static final int BATCH_WINDOW = 10_000;
    private static final int BATCH = 100;
    private static final int MIN_RATIO = 2;
    private static final int MAX_GAP_MILLIS = 5000;

    private BrokerRates() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        List<BrokerKind> kinds = arguments.length == 0
                ? List.of(BrokerKind.FILE, BrokerKind.NATS, BrokerKind.AMQP, BrokerKind.KAFKA)
                : Arrays.stream(arguments).map(BrokerKind::of).toList();
        print("512-byte prompt, client, worker and leader in processes of their own, best of %d rounds", ROUNDS);
        for (BrokerKind kind : kinds) {
            try (BrokerFleet redis = new BrokerFleet(BrokerKind.REDIS);
                    BrokerFleet fleet = new BrokerFleet(kind)) {
                compare(kind, fleet, redis);
            }
        }
    }

    private static void compare(BrokerKind kind, BrokerFleet fleet, BrokerFleet redis) {
        print("%s", kind.argument());
        rates("one task a call", kind, fleet, redis, SINGLE_WINDOW, 1, SINGLE_TASKS);
        rates(BATCH + " tasks a call", kind, fleet, redis, BATCH_WINDOW, BATCH, BATCH_TASKS);
        double[] other = redis.latency();
        double[] own = fleet.latency();
        String goal = kind.hasLeader() ? "p50 at most " + kind.maxMedian().toMillis() + " ms" : "none";
        print(
                "  at 200/s          p50 %.2f ms, p99 %.2f ms; Redis %.2f, %.2f ms; goal %s",
                own[0], own[1], other[0], other[1], goal);
        if (kind.hasLeader()) {
            SteadyLoad.Result load = fleet.takeOver();
            print(
                    "  leader killed     %,d ms without an outcome; goal below %,d ms; %,d tasks completed, %d failed",
                    load.longestGapMillis(), MAX_GAP_MILLIS, load.completed(), load.failed());
        }
    }

    /** Prints the best of some rounds of each; the rounds before them warm up. */
    private static void rates(
            String name, BrokerKind kind, BrokerFleet fleet, BrokerFleet redis, int window, int batch, int tasks) {
        fleet.rate(window, batch, tasks);
        redis.rate(window, batch, tasks);
        BrokerFleet.MeasuredRate own = fleet.rate(window, batch, tasks);
        BrokerFleet.MeasuredRate other = redis.rate(window, batch, tasks);
        StringBuilder rounds = new StringBuilder(String.format(Locale.ROOT, " %,.0f/%,.0f", own.rate(), other.rate()));
        for (int round = 1; round < ROUNDS; round++) {
            BrokerFleet.MeasuredRate ofOwn = fleet.rate(window, batch, tasks);
            BrokerFleet.MeasuredRate ofRedis = redis.rate(window, batch, tasks);
            own = BrokerFleet.MeasuredRate.best(own, ofOwn);
            other = BrokerFleet.MeasuredRate.best(other, ofRedis);
            rounds.append(String.format(Locale.ROOT, " %,.0f/%,.0f", ofOwn.rate(), ofRedis.rate()));
        }
        String goal = kind.hasRateGoal() ? "at least " + MIN_RATIO : "none";
        print(
                "  %-17s %,8.0f tasks/s; Redis %,.0f; ratio %.2f; goal %s; rounds%s",
                name, own.rate(), other.rate(), own.rate() / other.rate(), goal, rounds);
        print("    processor time of a task, without the servers: %s; on Redis %s", own, other);
    }
}
