package io.codefleet.consensus;

import io.codefleet.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;

/**
 * Later round of a consensus, held when the round before reached no agreement. Only the votes of the last round that was held
 * decide.
 *
 * @param voters who is asked; empty: those of the round before
 * @param showAnswers whether they are shown the answers of the round before
 */
public record Round(List<Voter> voters, boolean showAnswers) {
    /** Copies the voters. */
    public Round {
        voters = List.copyOf(voters);
    }

    /**
     * Creates a round that asks the same voters again, each with its own answer and those of the others.
     *
     * <p>Source: Y. Du, S. Li, A. Torralba, J. B. Tenenbaum, I. Mordatch, "Improving Factuality and Reasoning in Language
     * Models through Multiagent Debate", ICML 2024 (arXiv 2305.14325, 2023).
     */
    public static Round debate() {
        return new Round(List.of(), true);
    }

    /**
     * Creates a round in which these models, stronger than those before, see the answers so far and decide.
     *
     * @throws InvalidInputException if there is none
     */
    public static Round stronger(String... models) {
        return panel(Arrays.stream(models).map(Voter::model).toList());
    }

    /**
     * Creates a round in which these voters see the answers so far and decide.
     *
     * @throws InvalidInputException if there is none
     */
    public static Round panel(List<Voter> voters) {
        if (voters.isEmpty()) {
            throw new InvalidInputException("round.voters", "is empty; name who is asked, or hold a debate");
        }
        return new Round(voters, true);
    }

    /** Returns a copy in which nobody sees the answers of the others. */
    public Round blind() {
        return new Round(voters, false);
    }
}
