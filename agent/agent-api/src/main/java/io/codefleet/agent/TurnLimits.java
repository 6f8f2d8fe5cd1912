package io.codefleet.agent;

import io.codefleet.Budget;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.Optional;

/**
 * Limits at which a worker ends a running attempt, whatever the task allows. Immutable.
 *
 * @param budget what one attempt may consume, its subagents included; default: no limit
 * @param maxSteps how many steps one attempt may take, a step being one answer of a model; absent, the default: no limit
 * @param silence how long nothing may be heard of a model; default 5 minutes
 * @param toolTime how long nothing may be heard of a tool that runs, as of a command that prints nothing; default 30 minutes
 * @param providerWait how long a provider that is busy or away may keep an attempt waiting, all tries in a row together;
 *     default 5 minutes
 */
public record TurnLimits(
        Budget budget, Optional<Integer> maxSteps, Duration silence, Duration toolTime, Duration providerWait) {
    /** No limit of consumption, and the default times. */
    public static final TurnLimits DEFAULT = new TurnLimits(
            Budget.UNLIMITED, Optional.empty(), Duration.ofMinutes(5), Duration.ofMinutes(30), Duration.ofMinutes(5));

    /** Returns a copy with this budget. */
    public TurnLimits budget(Budget value) {
        return new TurnLimits(value, maxSteps, silence, toolTime, providerWait);
    }

    /** Returns a copy with this many steps at most. */
    public TurnLimits maxSteps(int value) {
        return new TurnLimits(budget, Optional.of(value), silence, toolTime, providerWait);
    }

    /** Returns a copy with these limits of the silence of a model and of a tool. */
    public TurnLimits silence(Duration model, Duration tool) {
        return new TurnLimits(budget, maxSteps, model, tool, providerWait);
    }

    /** Returns a copy that waits this long for a provider. */
    public TurnLimits providerWait(Duration value) {
        return new TurnLimits(budget, maxSteps, silence, toolTime, value);
    }

    /** Returns a summary for the author of a configuration. */
    public String describe() {
        return budget.maxCost().map(cost -> "$" + cost.toPlainString() + ", ").orElse("")
                + budget.maxTokens().map(tokens -> tokens + " tokens, ").orElse("")
                + maxSteps.map(steps -> steps + " steps, ").orElse("")
                + "silence " + DurationText.format(silence) + ", of a tool " + DurationText.format(toolTime)
                + ", waits for a provider " + DurationText.format(providerWait);
    }
}
