package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Usage of all tasks of one {@link Allowance}.
 *
 * @param key the key of the allowance
 * @param today the day that it is in UTC, by the broker's clock
 * @param total since the key was first used
 * @param days each of the last {@value Allowance#DAYS_KEPT} days, UTC, on which something was; the oldest first
 */
public record Spending(String key, LocalDate today, Spent total, SortedMap<LocalDate, Spent> days) {
    public Spending {
        days = Collections.unmodifiableSortedMap(new TreeMap<>(days));
    }

    /** Returns what was consumed so far today. */
    public Spent ofToday() {
        return days.getOrDefault(today, Spent.NOTHING);
    }

    /**
     * Sum of what attempts consumed.
     *
     * @param cost the price in US dollars
     * @param tokens tokens of all kinds, as {@link Usage#tokens()} counts them
     * @param attempts how many attempts it was whose reports came
     */
    @CheckReturnValue
    public record Spent(BigDecimal cost, long tokens, long attempts) {
        /** No attempt yet. */
        public static final Spent NOTHING = new Spent(BigDecimal.ZERO, 0, 0);

        /** @throws io.codefleet.error.InvalidInputException if the cost is out of the bounds of {@link Price} */
        public Spent {
            cost = Usage.shortest(Price.check("spent.cost", cost));
        }

        /** Returns the sum of this and one more attempt. */
        public Spent plus(Usage usage) {
            return new Spent(Price.sum(cost, usage.cost()), Usage.sum(tokens, usage.tokens()), attempts + 1);
        }
    }
}
