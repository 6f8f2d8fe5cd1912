package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.error.UnusableAnswerException;
import io.codefleet.mapreduce.BatchPrompt;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.mapreduce.Mapped;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several small items in one prompt. */
class BatchedMapReduceTest extends FleetTest {
    private static final RunOptions RUN = RunOptions.of("run");
    private static final Pattern ITEM = Pattern.compile("<item key=\"(\\d+)\">\n(.*?)\n</item>", Pattern.DOTALL);
    private static final BatchPrompt<String> PROMPT = BatchPrompt.<String>of(
                    Task.of("Say the length of each.").retry(RetryPolicy.NONE))
            .tokens(String::length);

    /** The ids and the prompts of what ran. */
    private final Map<String, String> prompts = new java.util.concurrent.ConcurrentHashMap<>();

    private static Map<String, String> itemsIn(String prompt) {
        Map<String, String> items = new TreeMap<>();
        Matcher matcher = ITEM.matcher(prompt);
        while (matcher.find()) {
            items.put(matcher.group(1), matcher.group(2));
        }
        return items;
    }

    /** A model that answers with the length of each item, but for what the test has it do with its answer. */
    private void model(BiFunction<Map<String, String>, JsonObject, String> say) {
        worker(fleet, quick().concurrency(10), attempt -> {
            String prompt = attempt.task().prompt();
            prompts.put(attempt.task().id(), prompt);
            Map<String, String> items = itemsIn(prompt);
            JsonObject answer = new JsonObject();
            items.forEach((key, text) -> answer.put(key, text.length()));
            return Future.succeededFuture(TaskResult.text(say.apply(items, answer)));
        });
    }

    private static Mapped<String, Integer> lengths(List<String> items, BatchPrompt<String> prompt) {
        return MapReduce.over(items).mapInBatches(prompt).as(json -> ((Number) json).intValue());
    }

    private <T, M, R> MapReduceResult<T, M, R> run(MapReduce<T, M, R> job) {
        return get(fleet.mapReduce(job).result());
    }

    private static List<String> items(int count) {
        return IntStream.range(0, count).mapToObj("x"::repeat).toList();
    }

    @Test
    void eachItemGetsItsValueOutOfTheAnswerForAll() {
        model((items, answer) -> "Here you are:\n```json\n" + answer.encodePrettily() + "\n```");
        MapReduceResult<String, Integer, List<Integer>> result = run(
                lengths(items(45), PROMPT.maxPromptTokens(100_000)).collect().options(RUN));
        assertThat(result.value()).contains(IntStream.range(0, 45).boxed().toList());
        assertThat(prompts).containsOnlyKeys("run/map#0-19", "run/map#20-39", "run/map#40-44");
        assertThat(result.items().get(21)).isEqualTo(new ItemOutcome.Done<>(21, "x".repeat(21), "run/map#20-39", 21));
    }

    @Test
    void aPromptOfSeveralItemsKeepsToItsTokens() {
        model((items, answer) -> answer.encode());
        run(lengths(items(60), PROMPT.maxPromptTokens(500)).collect().options(RUN));
        assertThat(prompts.size()).isGreaterThan(6);
        assertThat(prompts.values())
                .allSatisfy(prompt -> assertThat(prompt.length()).isLessThanOrEqualTo(500));
    }

    @Test
    void anItemLargerThanThePromptGoesAlone() {
        model((items, answer) -> answer.encode());
        List<String> items = List.of("a", "b", "c".repeat(5000), "d", "e");
        assertThat(run(lengths(items, PROMPT.maxPromptTokens(1000)).collect().options(RUN))
                        .value())
                .contains(List.of(1, 1, 5000, 1, 1));
        assertThat(prompts).containsOnlyKeys("run/map#0-1", "run/map#2", "run/map#3-4");
    }

    @Test
    void anItemThatIsMissingInTheAnswerIsAskedAboutAlone() {
        model((items, answer) -> {
            if (items.size() > 1) {
                answer.remove("3");
            }
            return answer.encode();
        });
        assertThat(run(lengths(items(6), PROMPT).collect().options(RUN)).value())
                .contains(List.of(0, 1, 2, 3, 4, 5));
        assertThat(prompts).containsOnlyKeys("run/map#0-5", "run/map#3");
    }

    @Test
    void anItemWhoseValueIsRefusedIsAskedAboutAlone() {
        model((items, answer) -> (items.size() > 1 ? answer.put("2", "two") : answer).encode());
        assertThat(run(lengths(items(4), PROMPT).collect().options(RUN)).value())
                .contains(List.of(0, 1, 2, 3));
        assertThat(prompts).containsOnlyKeys("run/map#0-3", "run/map#2");
    }

    @Test
    void anItemWithoutAValueEvenAloneFails() {
        model((items, answer) -> answer.put("2", "two").encode());
        MapReduceResult<String, Integer, List<Integer>> result =
                run(lengths(items(4), PROMPT).collect().options(RUN).failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(List.of(0, 1, 3));
        assertThat(result.failures())
                .singleElement()
                .satisfies(failed -> assertThat(failed.error())
                        .isInstanceOf(UnusableAnswerException.class)
                        .hasMessageContaining("run/map#2"));
    }

    @Test
    void anAnswerWithoutJsonHasEachItemAskedAboutAlone() {
        model((items, answer) -> items.size() > 1 ? "I would rather not." : answer.encode());
        assertThat(run(lengths(items(3), PROMPT).collect()).value()).contains(List.of(0, 1, 2));
        assertThat(prompts).hasSize(4);
    }

    @Test
    void theItemsOfABatchThatFailedAreAskedAboutAlone() {
        List<String> failed = new CopyOnWriteArrayList<>();
        model((items, answer) -> {
            if (items.containsValue("xxxx")) {
                failed.add(items.keySet().toString());
                throw new IllegalStateException("the model chokes on it");
            }
            return answer.encode();
        });
        MapReduceResult<String, Integer, List<Integer>> result =
                run(lengths(items(6), PROMPT).collect().failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(List.of(0, 1, 2, 3, 5));
        assertThat(failed).containsExactlyInAnyOrder("[0, 1, 2, 3, 4, 5]", "[4]");
    }

    @Test
    void anItemWithoutTextFailsAlone() {
        model((items, answer) -> answer.encode());
        BatchPrompt<String> picky = PROMPT.text(item -> {
            if (item.equals("xx")) {
                throw new IllegalStateException("no words");
            }
            return item;
        });
        MapReduceResult<String, Integer, List<Integer>> result =
                run(lengths(items(4), picky).collect().failures(FailurePolicy.collectAll()));
        assertThat(result.value()).contains(List.of(0, 1, 3));
        assertThat(result.failures().get(0).error()).hasMessageContaining("no words");
    }

    @Test
    void equalItemsAreBatchedEqually() {
        model((items, answer) -> answer.encode());
        MapReduce<String, Integer, List<Integer>> job =
                lengths(items(100), PROMPT.maxPromptTokens(900)).collect().options(RUN.concurrency(3));
        run(job);
        int ran = prompts.size();
        prompts.clear();
        assertThat(run(job.options(RUN.concurrency(50))).done()).isEqualTo(100);
        assertThat(prompts).isEmpty();
        assertThat(ran).isPositive();
    }

    @Test
    void aStreamThatIsFoldedIsBatchedToo() {
        model((items, answer) -> answer.encode());
        assertThat(run(MapReduce.over(items(300).stream())
                                .mapInBatches(PROMPT.maxPromptTokens(2000).maxItems(7))
                                .as(json -> ((Number) json).intValue())
                                .fold(() -> 0, Integer::sum)
                                .options(RUN.concurrency(1)))
                        .value())
                .contains(299 * 300 / 2);
    }
}
