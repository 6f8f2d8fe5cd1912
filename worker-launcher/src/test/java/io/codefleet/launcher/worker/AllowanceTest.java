package io.codefleet.launcher.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Budget;
import io.codefleet.Usage;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private static Usage usage(long tokens, String cost) {
        return new Usage(tokens, 0, 0, 0, 0, new BigDecimal(cost));
    }

    private static Optional<String> cap(Allowance allowance, Usage usage, int steps) {
        return allowance.reachedBy(usage, steps).map(Allowance.Reached::cap);
    }

    @Test
    void whatIsUnlimitedIsNeverReached() {
        assertThat(cap(Allowance.UNLIMITED, usage(1_000_000_000, "10000"), 10_000))
                .isEmpty();
    }

    @Test
    void eachLimitIsReachedByItself() {
        Allowance allowance = Allowance.of(Budget.cost("1.00").maxTokens(100), Optional.of(3));

        assertThat(cap(allowance, usage(99, "0.99"), 2)).isEmpty();
        assertThat(cap(allowance, usage(99, "1.00"), 2)).contains("cost");
        assertThat(cap(allowance, usage(100, "0.99"), 2)).contains("tokens");
        assertThat(cap(allowance, usage(99, "0.99"), 3)).contains("steps");
    }

    @Test
    void ofTheWorkersAndTheTasksLimitsTheSmallerOneCounts() {
        Allowance allowance = Allowance.of(Budget.cost("1.00").maxTokens(100), Optional.of(3))
                .within(Budget.cost("2.00").maxTokens(50), Optional.of(5));

        assertThat(cap(allowance, usage(1, "1.00"), 1)).contains("cost");
        assertThat(cap(allowance, usage(50, "0"), 1)).contains("tokens");
        assertThat(cap(allowance, usage(1, "0"), 3)).contains("steps");
    }

    @Test
    void whatEarlierTurnsConsumedCounts() {
        Allowance allowance = Allowance.of(Budget.tokens(100), Optional.of(5)).after(usage(60, "0"), 3);

        assertThat(cap(allowance, usage(39, "0"), 1)).isEmpty();
        assertThat(allowance.reachedBy(usage(40, "0"), 1).map(Allowance.Reached::words))
                .contains("100 of 100 tokens are used");
        assertThat(allowance.reachedBy(usage(1, "0"), 2).map(Allowance.Reached::words))
                .contains("5 of 5 steps are taken");
    }
}
