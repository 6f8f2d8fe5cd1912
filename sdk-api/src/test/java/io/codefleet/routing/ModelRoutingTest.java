package io.codefleet.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.Usage;
import io.codefleet.error.InvalidInputException;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRoutingTest {
    private static final ModelPrices PRICES = ModelPrices.NONE
            .model("a/cheap-answers", ModelPrice.of("10", "1"))
            .model("b/cheap-prompts", ModelPrice.of("1", "10"))
            .model("c/dear", ModelPrice.of("20", "20"));

    /** A token a word. */
    private static final ModelRouting ROUTING = ModelRouting.of(
                    PRICES,
                    RoutingRule.of("c/dear").types("review", "design").priority(8, 100),
                    RoutingRule.of("d/unpriced", "b/cheap-prompts").tokens(0, 3).stronger("c/dear"),
                    RoutingRule.of("c/dear", "d/unpriced", "b/cheap-prompts", "a/cheap-answers")
                            .types("code"))
            .tokens(text -> text.split(" ").length)
            .answerTokens(10);

    @ParameterizedTest
    @CsvSource({
        "review, 8, one two, c/dear",
        "review, 100, one two three four, c/dear",
        "review, 7, one two, b/cheap-prompts d/unpriced",
        "design, 7, one two three four, ''",
        "code, 8, one two three, b/cheap-prompts d/unpriced",
        "code, 8, one two three four five, a/cheap-answers b/cheap-prompts c/dear d/unpriced",
    })
    void theFirstMatchingRuleAppliesAndTheCheapestModelComesFirst(
            String type, int priority, String prompt, String models) {
        Task task = Task.of(prompt).type(type).priority(priority);
        assertThat(String.join(" ", ROUTING.apply(task).context().models())).isEqualTo(models);
    }

    @Test
    void whatIsCheapestDependsOnTheSizeOfThePrompt() {
        String large = "word ".repeat(20).trim();
        assertThat(ROUTING.apply(Task.of(large).type("code")).context().models())
                .startsWith("b/cheap-prompts", "a/cheap-answers");
    }

    @Test
    void equalTasksAreRoutedToTheSameModel() {
        Task task = Task.of("one two").id("t");
        assertThat(ROUTING.apply(task)).isEqualTo(ROUTING.apply(task));
        assertThat(ROUTING.apply(ROUTING.apply(task))).isEqualTo(ROUTING.apply(task));
    }

    @Test
    void aTaskThatNamesItsModelKeepsIt() {
        Task task = Task.of("one two").preferredModel("my/own");
        assertThat(ROUTING.apply(task)).isEqualTo(task);
    }

    @Test
    void anEstimateIsThatOfThePreferredModel() {
        assertThat(ROUTING.estimate(ROUTING.apply(Task.of("one two")))).contains(new BigDecimal("0.000102"));
        assertThat(ROUTING.estimate(Task.of("one two"))).isEmpty();
    }

    @Test
    void theCostOfAUsageFollowsFromItsTokens() {
        ModelPrice price = ModelPrice.of("3", "15", "0.3", "3.75");
        assertThat(price.of(Usage.builder()
                        .inputTokens(1000)
                        .outputTokens(100)
                        .reasoningTokens(10)
                        .cacheReadTokens(10_000)
                        .cacheWriteTokens(200)
                        .build()))
                .isEqualByComparingTo("0.0084");
    }

    @Test
    void pricesAreReadFromJson() {
        ModelPrices prices = ModelPrices.read(
                "{\"a/x\": {\"input\": 3, \"output\": 15.5, \"cacheRead\": 0.3}, \"b/y\": {\"input\": \"0\", \"output\": 0}}");
        assertThat(prices.of("a/x")).contains(ModelPrice.of("3", "15.5", "0.3", "3"));
        assertThat(prices.byModel()).containsOnlyKeys("a/x", "b/y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1]|prices",
                "{\"a/x\": 3}|prices.a/x",
                "{\"a/x\": {\"input\": 3}}|prices.a/x.output",
                "{\"a/x\": {\"input\": \"three\", \"output\": 1}}|prices.a/x.input",
                "{\"a/x\": {\"input\": -3, \"output\": 1}}|prices.a/x.input",
                "{\"a/x\": {\"input\": 3, \"output\": 1, \"cacheReads\": 1}}|did you mean cacheRead?",
            })
    void wrongPricesAreRefusedByName(String json, String message) {
        assertThatThrownBy(() -> ModelPrices.read(json))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aRuleWithoutRoomIsRefused() {
        assertThatThrownBy(() -> RoutingRule.of()).hasMessageContaining("rule.models");
        assertThatThrownBy(() -> RoutingRule.of("a/x").tokens(5, 4)).hasMessageContaining("rule.tokens");
        assertThatThrownBy(() -> RoutingRule.of("a/x").priority(5, 4)).hasMessageContaining("rule.priority");
        assertThat(RoutingRule.of("a/x").stronger("b/y").stronger()).isEqualTo(List.of("b/y"));
    }
}
