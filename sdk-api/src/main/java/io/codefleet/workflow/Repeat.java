package io.codefleet.workflow;

import io.codefleet.error.InvalidInputException;

/**
 * Repetition of a step until a condition holds. In its templates {@code {{ round }}} is the number of the round, from 1, and its
 * own outputs, as in {@code {{ steps.fix.text? }}}, are those of the round before. Each round is a task of its own. The step
 * fails when a round fails, and when the condition does not hold after the last round.
 *
 * @param until when it is enough; may refer to the outputs of the step itself
 * @param maxRounds how many rounds there are at most
 */
public record Repeat(Guard until, int maxRounds) {
    /** The most rounds that may be asked for. */
    public static final int MAX_ROUNDS = 100;

    /** @throws InvalidInputException if the number of rounds is out of its range */
    public Repeat {
        if (maxRounds < 1 || maxRounds > MAX_ROUNDS) {
            throw new InvalidInputException(
                    "repeat.max_rounds", "is " + maxRounds + ", must be from 1 to " + MAX_ROUNDS);
        }
    }
}
