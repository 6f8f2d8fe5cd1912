package io.codefleet.consensus;

import io.codefleet.error.InvalidInputException;

/**
 * Number of the voters that are asked at once, and the condition to stop asking. In every case a round ends as soon as its
 * outcome cannot change any more, and the runs that are then not needed are cancelled.
 *
 * @param first how many are asked at first
 * @param step how many more are asked while it is not enough
 * @param confidence how sure it must be that the leader would win among all, from 0 to less than 1; zero asks only for an
 *     agreement by the rules among those asked so far
 */
public record Sampling(int first, int step, double confidence) {
    /** @throws InvalidInputException if a number is less than 1 or the confidence not from 0 to less than 1 */
    public Sampling {
        if (first < 1 || step < 1) {
            throw new InvalidInputException(
                    "sampling", "asks " + first + ", then " + step + " more; both must be at least 1");
        }
        if (!(confidence >= 0 && confidence < 1)) {
            throw new InvalidInputException(
                    "sampling.confidence", "is " + confidence + ", must be from 0 to less than 1");
        }
    }

    /** Creates a sampling that asks all voters at once: the fastest way, and the default. */
    public static Sampling allAtOnce() {
        return new Sampling(Integer.MAX_VALUE, 1, 0);
    }

    /**
     * Creates a sampling that asks a few voters, and more only while those asked so far do not agree by the rules: the
     * cheapest way.
     */
    public static Sampling sequential(int first, int step) {
        return new Sampling(first, step, 0);
    }

    /**
     * Creates a sampling that asks a few voters, then one after another until those asked so far agree by the rules and the
     * leader is this likely to be ahead of the second among all that could be asked.
     *
     * <p>Source: P. Aggarwal, A. Madaan, Y. Yang, Mausam, "Let's Sample Step by Step: Adaptive-Consistency for Efficient
     * Reasoning and Coding with LLMs", EMNLP 2023: the Beta stopping rule over the two strongest answers, which saved up to
     * eight of nine samples there at a confidence of 0.95.
     */
    public static Sampling adaptive(int first, double confidence) {
        return new Sampling(first, 1, confidence);
    }
}
