package io.codefleet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Budget;
import io.codefleet.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AttemptBudgetTest {
    private static Usage usage(long tokens, String cost) {
        return Usage.builder().inputTokens(tokens).cost(new BigDecimal(cost)).build();
    }

    private static Optional<String> cap(AttemptBudget budget, Usage usage, int steps) {
        return budget.exceededBy(usage, steps).map(AttemptBudget.Reached::cap);
    }

    @Test
    void whatIsUnlimitedIsNeverReached() {
        assertThat(cap(AttemptBudget.UNLIMITED, usage(1_000_000_000, "10000"), 10_000))
                .isEmpty();
    }

    @Test
    void eachLimitIsReachedByItself() {
        AttemptBudget budget = AttemptBudget.of(Budget.cost("1.00").maxTokens(100), Optional.of(3));

        assertThat(cap(budget, usage(99, "0.99"), 2)).isEmpty();
        assertThat(cap(budget, usage(99, "1.00"), 2)).contains("cost");
        assertThat(cap(budget, usage(100, "0.99"), 2)).contains("tokens");
        assertThat(cap(budget, usage(99, "0.99"), 3)).contains("steps");
    }

    @Test
    void ofTheWorkersAndTheTasksLimitsTheSmallerOneCounts() {
        AttemptBudget budget = AttemptBudget.of(Budget.cost("1.00").maxTokens(100), Optional.of(3))
                .within(Budget.cost("2.00").maxTokens(50), Optional.of(5));

        assertThat(cap(budget, usage(1, "1.00"), 1)).contains("cost");
        assertThat(cap(budget, usage(50, "0"), 1)).contains("tokens");
        assertThat(cap(budget, usage(1, "0"), 3)).contains("steps");
    }

    @Test
    void whatEarlierTurnsConsumedCounts() {
        AttemptBudget budget =
                AttemptBudget.of(Budget.tokens(100), Optional.of(5)).after(usage(60, "0"), 3);

        assertThat(cap(budget, usage(39, "0"), 1)).isEmpty();
        assertThat(budget.exceededBy(usage(40, "0"), 1).map(AttemptBudget.Reached::words))
                .contains("100 of 100 tokens are used");
        assertThat(budget.exceededBy(usage(1, "0"), 2).map(AttemptBudget.Reached::words))
                .contains("5 of 5 steps are taken");
    }
}
