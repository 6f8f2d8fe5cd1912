package io.codefleet.benchmarks;

import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.Workflow;
import io.codefleet.workflow.WorkflowRun;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Overhead of a workflow over its tasks: 1000 steps that do nothing, in ten layers of a hundred, each after two of the layer
 * before, compared with the same tasks submitted bare, in turns in one run. Bare is measured without any order, and with the order
 * kept by hand. Arguments: nothing for both brokers, or {@code memory} or {@code redis}.
 */
public final class WorkflowGraph {
    private static final int LAYERS = 10;
    private static final int WIDTH = 100;
    private static final int ROUNDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final String uri;

    private WorkflowGraph(String uri) {
        this.uri = uri;
    }

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        String which = arguments.length == 0 ? "all" : arguments[0];
        if (!which.equals("redis")) {
            new WorkflowGraph("memory:graph").measure("in memory", 200);
        }
        if (!which.equals("memory")) {
            try (RedisTestServer server = RedisTestServer.start()) {
                new WorkflowGraph(server.uri()).measure("Redis", 60);
            }
        }
    }

    private interface Way {
        Future<?> run(CodefleetClient fleet);
    }

    /**
     * Measures one broker.
     *
     * @param warmUp how many rounds it takes until the code is compiled
     */
    private void measure(String broker, int warmUp) {
        Workflow workflow = workflow();
        Way graph = fleet -> Workflows.on(fleet)
                .run(workflow, RunOptions.random().concurrency(LAYERS * WIDTH))
                .compose(WorkflowRun::result);
        double[] best = {Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE};
        for (int round = 0; round < warmUp + ROUNDS; round++) {
            double[] now = {seconds(graph), seconds(WorkflowGraph::unordered), seconds(WorkflowGraph::ordered)};
            for (int i = 0; round >= warmUp && i < now.length; i++) {
                best[i] = Math.min(best[i], now[i]);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s: %,d steps %.1f ms; bare without order %.1f ms, %.2f times; bare in order %.1f ms, %.2f times"
                        + " (best of %d)%n",
                broker,
                LAYERS * WIDTH,
                best[0] * 1000,
                best[1] * 1000,
                best[0] / best[1],
                best[2] * 1000,
                best[0] / best[2],
                ROUNDS);
        Benchmarks.get(vertx.close());
    }

    private double seconds(Way way) {
        CodefleetClient fleet = Benchmarks.fleet(vertx, uri, 200);
        long start = System.nanoTime();
        Benchmarks.get(way.run(fleet));
        double seconds = (System.nanoTime() - start) / 1e9;
        Benchmarks.get(fleet.close());
        return seconds;
    }

    private static String name(int layer, int place) {
        return "s" + layer + "-" + place % WIDTH;
    }

    private static Workflow workflow() {
        List<Step> steps = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (int place = 0; place < WIDTH; place++) {
                Step step = Step.task(name(layer, place), Task.of("step " + layer + " " + place));
                steps.add(layer == 0 ? step : step.after(name(layer - 1, place), name(layer - 1, place + 1)));
            }
        }
        return Workflow.named("graph").steps(steps);
    }

    private static Future<Outcome> submit(CodefleetClient fleet, String run, int layer, int place) {
        return fleet.submitTask(Task.of("step " + layer + " " + place)
                        .id(run + "/" + name(layer, place))
                        .parent(run))
                .compose(TaskHandle::outcome);
    }

    private static Future<?> unordered(CodefleetClient fleet) {
        String run = UUID.randomUUID().toString();
        List<Future<Outcome>> all = new ArrayList<>();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (int place = 0; place < WIDTH; place++) {
                all.add(submit(fleet, run, layer, place));
            }
        }
        return Future.all(all);
    }

    private static Future<?> ordered(CodefleetClient fleet) {
        String run = UUID.randomUUID().toString();
        List<Future<Outcome>> before = new ArrayList<>();
        for (int place = 0; place < WIDTH; place++) {
            before.add(submit(fleet, run, 0, place));
        }
        for (int layer = 1; layer < LAYERS; layer++) {
            List<Future<Outcome>> now = new ArrayList<>();
            for (int place = 0; place < WIDTH; place++) {
                int depth = layer;
                int at = place;
                now.add(Future.all(before.get(place), before.get((place + 1) % WIDTH))
                        .compose(both -> submit(fleet, run, depth, at)));
            }
            before = now;
        }
        return Future.all(before);
    }
}
