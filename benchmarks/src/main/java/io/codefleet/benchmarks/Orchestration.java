package io.codefleet.benchmarks;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Overhead of a map-reduce over its tasks: 10 000 items whose tasks do nothing, compared with the same tasks submitted bare,
 * with as many under way, in turns in one run. Arguments: nothing for both brokers, or {@code memory} or {@code redis}.
 */
public final class Orchestration {
    private static final int ITEMS = 10_000;
    private static final int UNDER_WAY = 1000;
    private static final int ROUNDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final String uri;

    private Orchestration(String uri) {
        this.uri = uri;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        String which = arguments.length == 0 ? "all" : arguments[0];
        if (!which.equals("redis")) {
            new Orchestration("memory:orchestration").measure("in memory", 60);
        }
        if (!which.equals("memory")) {
            try (RedisTestServer server = RedisTestServer.start()) {
                new Orchestration(server.uri()).measure("Redis", 10);
            }
        }
    }

    /**
     * Measures one broker.
     *
     * @param warmUp how many rounds it takes until the code is compiled
     */
    private void measure(String broker, int warmUp) {
        for (int round = 0; round < warmUp; round++) {
            mapReduce();
            bare();
        }
        double best = Double.MAX_VALUE;
        double bestBare = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            best = Math.min(best, mapReduce());
            bestBare = Math.min(bestBare, bare());
        }
        System.out.printf(
                Locale.ROOT,
                "%s: mapReduce over %,d items %.0f ms, the same tasks bare %.0f ms, %.2f times (best of %d)%n",
                broker,
                ITEMS,
                best * 1000,
                bestBare * 1000,
                best / bestBare,
                ROUNDS);
        Benchmarks.get(vertx.close());
    }

    private static Task task(int item) {
        return Task.of("item " + item);
    }

    private double mapReduce() {
        CodefleetClient fleet = Benchmarks.fleet(vertx, uri, 200);
        List<Integer> items = IntStream.range(0, ITEMS).boxed().toList();
        long start = System.nanoTime();
        int size = Benchmarks.get(fleet.mapReduce(MapReduce.over(items)
                                .map(Orchestration::task)
                                .reduce(List::size)
                                .options(RunOptions.random().concurrency(UNDER_WAY)))
                        .result())
                .orThrow();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (size != ITEMS) {
            throw new IllegalStateException(size + " items came back");
        }
        Benchmarks.get(fleet.close());
        return seconds;
    }

    private double bare() {
        CodefleetClient fleet = Benchmarks.fleet(vertx, uri, 200);
        String run = UUID.randomUUID().toString();
        AtomicInteger next = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Promise<Void> all = Promise.promise();
        long start = System.nanoTime();
        for (int i = 0; i < UNDER_WAY; i++) {
            submitNext(fleet, run, next, ended, all);
        }
        Benchmarks.get(all.future());
        double seconds = (System.nanoTime() - start) / 1e9;
        Benchmarks.get(fleet.close());
        return seconds;
    }

    private static void submitNext(
            CodefleetClient fleet, String run, AtomicInteger next, AtomicInteger ended, Promise<Void> all) {
        int item = next.getAndIncrement();
        if (item >= ITEMS) {
            return;
        }
        fleet.submitTask(task(item).id(run + "/map#" + item).parent(run))
                .compose(TaskHandle::outcome)
                .map(Outcome::resultOrThrow)
                .onFailure(all::tryFail)
                .onSuccess(result -> {
                    if (ended.incrementAndGet() == ITEMS) {
                        all.complete();
                    }
                    submitNext(fleet, run, next, ended, all);
                });
    }
}
