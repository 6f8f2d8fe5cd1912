package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Budget;
import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.error.PartTooLargeException;
import io.codefleet.mapreduce.AgentReduce;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.tokens.TokenCounter;
import io.vertx.core.Future;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Results that an agent makes one, as a tree of tasks. */
class AgentReduceTest extends FleetTest {
    private static final RunOptions RUN = RunOptions.of("run");
    private static final Pattern PART = Pattern.compile("<part number=\"\\d+\">\n(.*?)\n</part>", Pattern.DOTALL);
    private static final AgentReduce PLAN =
            AgentReduce.of(Task.of("Merge.").retry(RetryPolicy.NONE)).tokens(String::length);

    private final Map<String, String> reduced = new ConcurrentHashMap<>();

    /** Returns an item unchanged, and merges the parts of a reduce with this function. */
    private void model(UnaryOperator<List<String>> merge) {
        worker(fleet, quick().concurrency(20), attempt -> {
            String prompt = attempt.task().prompt();
            if (!attempt.task().id().contains("/reduce/")) {
                return Future.succeededFuture(TaskResult.text(prompt));
            }
            reduced.put(attempt.task().id(), prompt);
            List<String> parts = new ArrayList<>();
            Matcher matcher = PART.matcher(prompt);
            while (matcher.find()) {
                parts.add(matcher.group(1));
            }
            return Future.succeededFuture(TaskResult.text(String.join("+", merge.apply(parts)))
                    .usage(Usage.builder().inputTokens(1).cost(BigDecimal.ONE).build()));
        });
    }

    private static MapReduce<String, TaskResult, TaskResult> job(List<String> items, AgentReduce plan) {
        return MapReduce.over(items).map(Task::of).reduceByAgent(plan).options(RUN);
    }

    private MapReduceResult<String, TaskResult, TaskResult> run(MapReduce<String, TaskResult, TaskResult> job) {
        return get(fleet.mapReduce(job).result());
    }

    private static List<String> items(int count, int length) {
        return IntStream.range(0, count)
                .mapToObj(i -> (i + "-").repeat(length).substring(0, length))
                .toList();
    }

    @Test
    void fewResultsAreReducedInOneTask() {
        model(parts -> parts);
        MapReduceResult<String, TaskResult, TaskResult> result = run(job(List.of("a", "b", "c"), PLAN));
        assertThat(result.value().orElseThrow().text()).isEqualTo("a+b+c");
        assertThat(reduced).containsOnlyKeys("run/reduce/1#0");
        assertThat(result.usage().cost()).isEqualByComparingTo("1");
    }

    @Test
    void oneResultIsReducedToo() {
        model(parts -> List.of("merged " + parts));
        assertThat(run(job(List.of("a"), PLAN)).value().orElseThrow().text()).isEqualTo("merged [a]");
    }

    @Test
    void noResultsAreNothingToReduce() {
        assertThat(run(job(List.of(), PLAN)).value()).isEmpty();
        assertThatThrownBy(() -> run(job(List.of(), PLAN)).orThrow()).hasMessageContaining("nothing to reduce");
    }

    @Test
    void noPromptIsLongerThanItsTokens() {
        model(parts -> List.of(parts.stream().map(part -> part.substring(0, 10)).reduce("", String::concat)));
        run(job(items(100, 50), PLAN.maxPromptTokens(400)));
        assertThat(reduced.values())
                .allSatisfy(prompt -> assertThat(prompt.length()).isLessThanOrEqualTo(400));
        assertThat(reduced.keySet()).contains("run/reduce/1#0", "run/reduce/2#0", "run/reduce/3#0");
    }

    @Test
    void theTokensOfARealTokenizerAreKeptToo() {
        TokenCounter tokens = TokenCounter.forModel("openai/gpt-4o");
        model(parts -> List.of("short"));
        List<String> words = IntStream.range(0, 60)
                .mapToObj(i -> "Finding " + i + ": größe überläuft in föö_bar(); {\"line\": " + i * 7919 + "} 漢字 ")
                .toList();
        run(job(words, PLAN.tokens(tokens).maxPromptTokens(200)));
        assertThat(reduced.values())
                .allSatisfy(prompt -> assertThat(tokens.count(prompt)).isLessThanOrEqualTo(200));
        assertThat(reduced.values())
                .anySatisfy(prompt -> assertThat(tokens.count(prompt)).isGreaterThan(130));
    }

    @Test
    void theTreeIsTheSameWhenItIsResumed() {
        model(parts -> parts.subList(0, 1));
        MapReduce<String, TaskResult, TaskResult> job = job(items(40, 30), PLAN.maxPromptTokens(300));
        MapReduceResult<String, TaskResult, TaskResult> first = run(job);
        Map<String, String> once = new TreeMap<>(reduced);
        reduced.clear();
        assertThat(run(job).value()).isEqualTo(first.value());
        assertThat(reduced).isEmpty();
        assertThat(once).isNotEmpty();
    }

    @Test
    void everyValueReachesTheRootOnceAndInOrder() {
        model(parts -> parts);
        List<String> items = items(30, 4);
        String merged = run(job(items, PLAN.maxPromptTokens(400))).orThrow().text();
        assertThat(merged).isEqualTo(String.join("+", items));
        assertThat(reduced.size()).isGreaterThan(2);
    }

    @Test
    void theLastStepIsMarkedAsLast() {
        model(parts -> List.of("x"));
        AgentReduce plan = AgentReduce.of(step -> Task.of("Merge " + step.parts() + (step.last() ? " for good" : "")))
                .tokens(String::length)
                .maxPromptTokens(200);
        run(job(items(20, 30), plan));
        assertThat(reduced.entrySet().stream().filter(each -> each.getValue().endsWith("for good")))
                .singleElement()
                .satisfies(last -> assertThat(last.getKey()).endsWith("#0").isNotEqualTo("run/reduce/1#0"));
    }

    @Test
    void aResultLargerThanThePromptIsRefused() {
        model(parts -> parts);
        assertThatThrownBy(() -> run(job(List.of("a", "b".repeat(500)), PLAN.maxPromptTokens(300))))
                .isInstanceOf(MapReduceFailedException.class)
                .hasCauseInstanceOf(PartTooLargeException.class)
                .hasMessageContaining("part 1 of level 1 has 500 tokens");
        assertThat(reduced).isEmpty();
    }

    @Test
    void aResultLargerThanThePromptIsTruncatedWhereThatIsWanted() {
        model(parts -> List.of("short"));
        run(job(List.of("a", "😀".repeat(500)), PLAN.maxPromptTokens(300).oversize(AgentReduce.Oversize.TRUNCATE)));
        assertThat(reduced.values())
                .allSatisfy(prompt -> assertThat(prompt.length()).isLessThanOrEqualTo(300));
        assertThat(String.join("", reduced.values())).contains("😀\n[cut here");
    }

    @Test
    void resultsThatNeverShrinkDoNotGrowAnInfiniteTree() {
        model(parts -> List.of("y".repeat(200)));
        assertThatThrownBy(() -> run(job(items(4, 200), PLAN.maxPromptTokens(300))))
                .hasCauseInstanceOf(PartTooLargeException.class);
        assertThat(run(job(items(4, 200), PLAN.maxPromptTokens(300).oversize(AgentReduce.Oversize.TRUNCATE))
                                .options(RUN.id("other")))
                        .value())
                .isPresent();
    }

    @Test
    void aReduceTaskThatFailsFailsTheRunAndKeepsItsItems() {
        model(parts -> {
            throw new IllegalStateException("cannot merge");
        });
        assertThatThrownBy(() -> run(job(List.of("a", "b"), PLAN)))
                .isInstanceOfSatisfying(MapReduceFailedException.class, failed -> {
                    assertThat(failed).hasMessageContaining("cannot merge").hasMessageContaining("run/reduce/1#0");
                    assertThat(failed.result().done()).isEqualTo(2);
                });
    }

    @Test
    void aReducePastTheBudgetIsNotStartedAndTheResultSaysSo() {
        worker(
                fleet,
                quick(),
                attempt -> Future.succeededFuture(TaskResult.text("x")
                        .usage(Usage.builder().inputTokens(10).build())));
        MapReduce<String, TaskResult, TaskResult> job = job(List.of("a", "b"), PLAN);
        MapReduceResult<String, TaskResult, TaskResult> part = run(job.options(RUN.budget(Budget.tokens(20))));
        assertThat(part.value()).isEmpty();
        assertThat(part.done()).isEqualTo(2);
        assertThat(part.shortfall()).hasValueSatisfying(why -> assertThat(why).contains("20 of 20 tokens"));
        assertThat(run(job).value()).isPresent();
    }
}
