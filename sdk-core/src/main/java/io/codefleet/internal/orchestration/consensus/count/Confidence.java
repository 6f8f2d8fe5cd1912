package io.codefleet.internal.orchestration.consensus.count;

/**
 * Confidence that the leading answer is the most frequent of all that could be sampled: the Beta stopping rule of
 * adaptive-consistency (Aggarwal et al., EMNLP 2023), which looks at the two strongest answers only.
 */
public final class Confidence {
    private Confidence() {}

    /**
     * Returns the chance that the first is more frequent than the second, given their votes and no prior opinion. It is the
     * part above a half of a Beta(first + 1, second + 1) distribution.
     */
    public static double ahead(int first, int second) {
        // For whole numbers that part is that of a binomial distribution of fair coins up to the first.
        int tosses = first + second + 1;
        double chance = Math.pow(0.5, tosses);
        double sum = chance;
        for (int heads = 1; heads <= first; heads++) {
            chance *= (double) (tosses - heads + 1) / heads;
            sum += chance;
        }
        return sum;
    }
}
