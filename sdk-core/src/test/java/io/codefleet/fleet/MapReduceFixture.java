package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskHandler;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.mapreduce.Mapped;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** A map-reduce as a host sees it: its agent, and how it is run. */
abstract class MapReduceFixture extends FleetTest {
    static final RunOptions RUN = RunOptions.of("run");

    final List<String> ran = new CopyOnWriteArrayList<>();

    /** Answers with the prompt, for ten cents; "bad" fails, "slow" never answers. */
    final TaskHandler agent = attempt -> {
        String prompt = attempt.task().prompt();
        ran.add(prompt);
        if (prompt.contains("slow")) {
            return Promise.<TaskResult>promise().future();
        }
        return prompt.contains("bad")
                ? Future.failedFuture(new IllegalStateException("broken"))
                : Future.succeededFuture(TaskResult.text(prompt)
                        .usage(Usage.builder()
                                .inputTokens(10)
                                .cost(new BigDecimal("0.10"))
                                .build()));
    };

    void startWorker() {
        worker(fleet, quick().concurrency(10), agent);
    }

    static Mapped<String, String> echo(List<String> items) {
        return MapReduce.over(items).map(MapReduceFixture::task).as(TaskResult::text);
    }

    static Task task(String prompt) {
        return Task.of(prompt).retry(RetryPolicy.NONE);
    }

    static List<String> numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "n" + i).toList();
    }

    static String join(List<String> values) {
        return String.join(" ", values);
    }

    <T, M, R> MapReduceResult<T, M, R> run(MapReduce<T, M, R> job) {
        return get(fleet.mapReduce(job).result());
    }

    <T, M, R> MapReduceFailedException failure(MapReduce<T, M, R> job) {
        try {
            run(job);
        } catch (MapReduceFailedException e) {
            return e;
        }
        throw new AssertionError("it did not fail");
    }
}
