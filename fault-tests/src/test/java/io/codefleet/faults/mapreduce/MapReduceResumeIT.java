package io.codefleet.faults.mapreduce;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.faults.environment.JavaProcess;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The caller of a map-reduce is killed at moments that chance picks, by how many tasks have run, and started again under the same
 * run id. The worker outlives it, and counts.
 */
class MapReduceResumeIT {
    private static final int KILLS = 6;
    /** The caller dies early, in the middle and near the end of the items, and once among the sums. */
    private static final long SEED_OF_EACH_BUILD = 322;
    /** The sum of the numbers from 0 to 499. */
    private static final int SUM = CallerMain.ITEMS * (CallerMain.ITEMS - 1) / 2;

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final AtomicInteger ran = new AtomicInteger();

    @Test
    void noFinishedItemRunsAgainHoweverOftenTheCallerDies() throws Exception {
        noFinishedItemRunsAgain(SEED_OF_EACH_BUILD);
    }

    @Tag("search")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noFinishedItemRunsAgain(long seed) throws Exception {
        int[] moments =
                new Random(seed).ints(KILLS, 0, CallerMain.ITEMS + 30).sorted().toArray();
        try (RedisTestServer redis = RedisTestServer.start()) {
            CodefleetClient fleet = get(Codefleet.connect(vertx, io.codefleet.CodefleetOptions.of(redis.uri())));
            get(fleet.worker(WorkerOptions.create().concurrency(20))
                    .handleAny(this::run)
                    .start());
            for (int moment : moments) {
                Process caller = call(redis.uri());
                await().atMost(Duration.ofMinutes(1)).until(() -> ran.get() >= moment || !caller.isAlive());
                caller.destroyForcibly().waitFor();
            }
            assertThat(lastWords(call(redis.uri())))
                    .as("seed %d, killed after %s tasks", seed, Arrays.toString(moments))
                    .isEqualTo("done " + CallerMain.ITEMS + " sum " + SUM);
            get(fleet.close());
        }
        assertThat(runs).hasSizeGreaterThan(CallerMain.ITEMS);
        assertThat(runs.keySet())
                .containsAll(IntStream.range(0, CallerMain.ITEMS)
                        .mapToObj(item -> "item " + item)
                        .toList());
        assertThat(runs).allSatisfy((prompt, times) -> assertThat(times.get()).isEqualTo(1));
    }

    private Future<TaskResult> run(Attempt attempt) {
        String prompt = attempt.task().prompt();
        runs.computeIfAbsent(prompt, key -> new AtomicInteger()).incrementAndGet();
        ran.incrementAndGet();
        int answer = Arrays.stream(prompt.replaceFirst("^.* (of|item) ", "")
                        .replace("item ", "")
                        .split(" "))
                .mapToInt(Integer::parseInt)
                .sum();
        // So that the caller is killed while tasks run.
        return vertx.timer(10, TimeUnit.MILLISECONDS).map(TaskResult.text(Integer.toString(answer)));
    }

    private static Process call(String uri) throws IOException {
        return JavaProcess.command(CallerMain.class, List.of(uri))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String lastWords(Process caller) throws IOException {
        String[] lines = new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split("\n", -1);
        return lines[lines.length - 1];
    }
}
