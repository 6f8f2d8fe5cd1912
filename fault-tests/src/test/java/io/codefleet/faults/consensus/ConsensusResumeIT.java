package io.codefleet.faults.consensus;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The caller of a consensus is killed at moments that chance picks, by how many tasks have run, and started again under the same
 * run id. The worker outlives it, and counts.
 */
class ConsensusResumeIT {
    private static final int KILLS = 4;
    /** The caller dies once among the first votes, twice among their comparisons, and once among the second votes. */
    private static final long SEED_OF_EACH_BUILD = 6;
    /** The votes of both rounds and the comparisons of the first; the last may be cut short. */
    private static final int TASKS =
            AskingMain.VOTERS * AskingMain.ROUNDS + AskingMain.VOTERS * (AskingMain.VOTERS - 1);

    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final AtomicInteger ran = new AtomicInteger();

    @Test
    void noFinishedVoteRunsAgainHoweverOftenTheCallerDies() throws Exception {
        noFinishedVoteRunsAgain(SEED_OF_EACH_BUILD);
    }

    @Tag("search")
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void noFinishedVoteRunsAgain(long seed) throws Exception {
        int[] moments = new Random(seed).ints(KILLS, 0, TASKS).sorted().toArray();
        try (RedisTestServer redis = RedisTestServer.start()) {
            CodefleetClient fleet = get(Codefleet.connect(redis.uri()));
            get(fleet.worker(WorkerOptions.create().concurrency(8))
                    .handleAny(this::run)
                    .start());
            for (int moment : moments) {
                Process caller = call(redis.uri());
                await().atMost(Duration.ofMinutes(1)).until(() -> ran.get() > moment || !caller.isAlive());
                caller.destroyForcibly().waitFor();
            }
            assertThat(lastWords(call(redis.uri())))
                    .as("seed %d, killed after %s tasks", seed, Arrays.toString(moments))
                    .isEqualTo("best/round2/vote#2");
            get(fleet.close());
        }
        assertThat(runs).hasSizeGreaterThanOrEqualTo(TASKS);
        assertThat(runs).allSatisfy((id, times) -> assertThat(times.get()).isEqualTo(1));
    }

    /** A voter answers with its own id; the judge has no opinion before the second round. */
    private Future<TaskResult> run(Attempt attempt) {
        String id = attempt.task().id();
        runs.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        ran.incrementAndGet();
        String answer = id.contains("judge#") ? judgement(attempt.task().prompt()) : id;
        // So that the caller is killed while tasks run.
        return vertx.timer(10, TimeUnit.MILLISECONDS).map(TaskResult.text(answer));
    }

    private static String judgement(String prompt) {
        if (prompt.matches("(?s).*ANSWER OF A =+\\nbest/round2/vote#2\\n.*")) {
            return "[[A]]";
        }
        return prompt.matches("(?s).*ANSWER OF B =+\\nbest/round2/vote#2\\n.*") ? "[[B]]" : "[[TIE]]";
    }

    private static Process call(String uri) throws IOException {
        return JavaProcess.command(AskingMain.class, List.of(uri))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static String lastWords(Process caller) throws IOException {
        return new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .reduce("", (before, last) -> last);
    }
}
