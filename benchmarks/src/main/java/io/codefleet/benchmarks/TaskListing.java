package io.codefleet.benchmarks;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.control.ControlOptions;
import io.codefleet.control.ControlServer;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * Lists and searches of a control plane by HTTP, and the memory of its read model; the tasks are in a Redis of another process.
 * Arguments: the number of tasks; default 100 000.
 */
public final class TaskListing {
    private static final int BATCH = 1000;
    private static final int LOAD_SECONDS = 120;
    private static final int WARM_UP = 500;
    private static final int REQUESTS = 2000;
    private static final List<String> QUERIES = List.of(
            "limit=50",
            "limit=50&type=type-3&project=https%3A%2F%2Fgit.example%2Fteam%2Fproject-7",
            "limit=50&tag=ticket%3DT-77777",
            "limit=50&q=77",
            "limit=50&sort=duration");

    private TaskListing() {}

    /** Runs the benchmark. */
    public static void main(String[] arguments) throws Exception {
        int tasks = arguments.length == 0 ? 100_000 : Integer.parseInt(arguments[0]);
        Vertx vertx = Vertx.vertx();
        try (RedisTestServer server = RedisTestServer.start()) {
            CodefleetClient fleet = Benchmarks.get(Codefleet.connect(vertx, CodefleetOptions.of(server.uri())));
            submit(fleet, tasks);
            long before = usedBytes();
            ControlServer control = ControlServer.on(
                    vertx,
                    fleet,
                    ControlOptions.builder()
                            .keyRate(new RateLimit(1_000_000, 1_000_000))
                            .build());
            int port = Benchmarks.get(control.listen(0));
            String key = Benchmarks.get(control.keys().issue("benchmark", Role.OBSERVER, Optional.empty()))
                    .token();
            Requests requests = new Requests(HttpClient.newHttpClient(), "http://127.0.0.1:" + port, key);
            long start = System.nanoTime();
            for (int i = 0; !requests.get("limit=1").getBoolean("complete"); i++) {
                if (i == LOAD_SECONDS) {
                    throw new IllegalStateException("the read model is not complete after " + i + " s");
                }
                Benchmarks.pass(1);
            }
            System.out.printf(Locale.ROOT, "loaded within %.1f s%n", (System.nanoTime() - start) / 1e9);
            System.out.printf(Locale.ROOT, "memory of the read model: %.1f MB%n", (usedBytes() - before) / 1e6);
            for (String query : QUERIES) {
                requests.measure(query);
            }
            Benchmarks.get(control.close());
            Benchmarks.get(fleet.close());
        } finally {
            Benchmarks.get(vertx.close());
        }
    }

    private static void submit(CodefleetClient fleet, int tasks) {
        for (int from = 0; from < tasks; from += BATCH) {
            List<Task> batch = new ArrayList<>();
            for (int i = from; i < Math.min(tasks, from + BATCH); i++) {
                batch.add(Task.of("x")
                        .type("type-" + i % 10)
                        .tag("team", "team-" + i % 20)
                        .tag("ticket", "T-" + i)
                        .context(TaskContext.EMPTY
                                .project("https://git.example/team/project-" + i % 100)
                                .preferredModel("provider/model-" + i % 5)));
            }
            Benchmarks.get(fleet.submitTasks(batch));
        }
    }

    private static long usedBytes() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private record Requests(HttpClient http, String address, String key) {
        JsonObject get(String query) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/api/v1/tasks?" + query))
                    .header("Authorization", "Bearer " + key)
                    .build();
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException(query + " answered " + response.body());
            }
            return new JsonObject(response.body());
        }

        void measure(String query) throws Exception {
            Histogram histogram = new Histogram(3);
            int total = 0;
            for (int i = 0; i < WARM_UP + REQUESTS; i++) {
                long start = System.nanoTime();
                total = get(query).getInteger("total");
                if (i >= WARM_UP) {
                    histogram.recordValue((System.nanoTime() - start) / 1000);
                }
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-75s %6d tasks   p50 %6.2f ms   p99 %6.2f ms%n",
                    query,
                    total,
                    histogram.getValueAtPercentile(50) / 1000.0,
                    histogram.getValueAtPercentile(99) / 1000.0);
        }
    }
}
