package io.codefleet.consensus;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.pointer.JsonPointer;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Strategy that counts answers. Each voter counts with its {@link Voter#weight()}, so that every one of these is a weighted
 * vote where the weights differ.
 *
 * <p>Where a strategy reads a field, it is a JSON Pointer (RFC 6901) into {@link io.codefleet.TaskResult#data()}, or, if there
 * is nothing at it, into the JSON object that the answer's text is or ends with (also in a fenced code block). The empty
 * pointer stands for the text itself. An answer without the field is an abstention.
 */
public sealed interface Agreement {
    /**
     * Chooses the answer that most voters gave, compared as {@link Normalization#standard} does.
     *
     * <p>Source: X. Wang, J. Wei, D. Schuurmans et al., "Self-Consistency Improves Chain of Thought Reasoning in Language
     * Models", ICLR 2023 (arXiv 2203.11171, 2022): the majority of several samples beats the best single one.
     */
    static Agreement majority() {
        return field("");
    }

    /** Returns the answer that most gave, compared after this normalization of the text. */
    static Agreement majority(UnaryOperator<String> normalization) {
        return new ExactVote("", normalization);
    }

    /** Returns the value of one field that most gave: ask for the reasons too, and only the verdict is voted on. */
    static Agreement field(String pointer) {
        return new ExactVote(pointer, Normalization.standard());
    }

    /**
     * Chooses the largest group of answers that are alike in their words. Two answers are in one group if their cosine
     * similarity over word counts is at least the threshold, and so are answers that others link. Use it for answers in free
     * words that mean the same.
     *
     * @param threshold from more than 0 to 1; 0.8 suits answers of some sentences
     */
    static Agreement similar(double threshold) {
        return new SimilarText(threshold, Optional.empty());
    }

    /** Returns the largest group of answers that are alike by a measure of the host's. */
    static Agreement similar(double threshold, Similarity similarity) {
        return new SimilarText(threshold, Optional.of(similarity));
    }

    /**
     * Returns the largest group of answers that are alike in their meaning: the cosine of their vectors is at least the threshold.
     */
    static Agreement similarMeaning(double threshold, Embedding embedding) {
        return new SimilarMeaning(threshold, embedding);
    }

    /**
     * Chooses the answer that wins most comparisons of a judge, which compares each two different answers. The judge gets
     * each pair in both orders. If its verdict differs between them, the pair is a tie, as models prefer the first (or the
     * last) of two whatever they are. The judge has to end with {@code [[A]]}, {@code [[B]]} or {@code [[TIE]]}; a comparison
     * that fails or ends otherwise is a tie too.
     *
     * <p>Source: L. Zheng, W.-L. Chiang, Y. Sheng et al., "Judging LLM-as-a-Judge with MT-Bench and Chatbot Arena", NeurIPS
     * 2023: position bias, and the conservative remedy of swapping.
     *
     * @param judge what a comparison is made of: its prompt says by what to judge, its model who judges
     */
    static Agreement judge(Task judge) {
        return new JudgeModel(judge);
    }

    /**
     * Chooses the candidate with the most points, where each answer ranks the candidates, best first. Of {@code k} candidates
     * the first gets {@code k − 1} points, the next {@code k − 2} and so on. Those that an answer leaves out share the points
     * that are left.
     *
     * <p>Source: J.-C. de Borda, "Mémoire sur les élections au scrutin", 1781.
     *
     * @param pointer where the answer has its list of names
     * @param candidates the names that may be ranked; others are an abstention
     */
    static Agreement ranked(String pointer, List<String> candidates) {
        return new RankedChoice(pointer, candidates);
    }

    /**
     * Chooses the median of the numbers that the answers give. The agreement is the share of those within the tolerance
     * around it, and {@link ConsensusResult#spread()} has their spread.
     *
     * @param pointer where the answer has its number
     * @param tolerance how far from the median still agrees; zero or more
     */
    static Agreement median(String pointer, double tolerance) {
        return new Median(pointer, BigDecimal.valueOf(tolerance));
    }

    /**
     * Chooses the patch that most answers made among those that pass a command, such as the project's tests. The command runs
     * on each answer's patch in a fresh copy of the question's project; a patch counts only if the command succeeds. See
     * {@link VerifyTask} for the workers that run it.
     */
    static Agreement verified(String command) {
        return verified(VerifyTask.of(command), new ExactPatch());
    }

    /**
     * Counts in the given way only the answers whose patch passes a command, which runs on each answer's patch.
     *
     * @param verify what a verification is made of, from {@link VerifyTask#of}
     * @param among how those that passed are counted
     */
    static Agreement verified(Task verify, Agreement among) {
        return new Verified(verify, among);
    }

    /**
     * The same answer is given most often.
     *
     * @param pointer where the answer has what is compared; empty for its text
     * @param normalization what makes the same of what is to count as the same
     */
    record ExactVote(String pointer, UnaryOperator<String> normalization) implements Agreement {
        /** @throws InvalidInputException if the pointer is malformed */
        public ExactVote {
            checkPointer(pointer);
        }
    }

    /** The same patch is made most often, whatever is said about it; an answer without a patch is an abstention. */
    record ExactPatch() implements Agreement {}

    /**
     * Answers of like words.
     *
     * @param threshold from which similarity on two are in one group
     * @param similarity the measure; absent: the cosine over word counts
     */
    record SimilarText(double threshold, Optional<Similarity> similarity) implements Agreement {
        /** @throws InvalidInputException if the threshold is out of its range */
        public SimilarText {
            checkThreshold(threshold);
        }
    }

    /**
     * Answers of like meaning.
     *
     * @param threshold from which cosine on two are in one group
     * @param embedding what gives the vectors
     */
    record SimilarMeaning(double threshold, Embedding embedding) implements Agreement {
        /** @throws InvalidInputException if the threshold is out of its range */
        public SimilarMeaning {
            checkThreshold(threshold);
        }
    }

    /**
     * A judge's pairwise comparisons.
     *
     * @param judge what a comparison is made of
     */
    record JudgeModel(Task judge) implements Agreement {}

    /**
     * Borda count.
     *
     * @param pointer where the answer has its list
     * @param candidates the names that may be ranked, two or more
     */
    record RankedChoice(String pointer, List<String> candidates) implements Agreement {
        /** @throws InvalidInputException if the pointer is malformed, or there are not two different candidates */
        public RankedChoice {
            checkPointer(pointer);
            candidates = List.copyOf(candidates);
            if (candidates.size() < 2 || new HashSet<>(candidates).size() < candidates.size()) {
                throw new InvalidInputException(
                        "candidates", "are " + candidates + "; name at least two, and each once");
            }
        }
    }

    /**
     * Median of numbers.
     *
     * @param pointer where the answer has its number
     * @param tolerance how far from the median still agrees
     */
    record Median(String pointer, BigDecimal tolerance) implements Agreement {
        /** @throws InvalidInputException if the pointer is malformed or the tolerance negative */
        public Median {
            checkPointer(pointer);
            if (tolerance.signum() < 0) {
                throw new InvalidInputException("tolerance", "is " + tolerance + ", must not be negative");
            }
        }
    }

    /**
     * Only what passes a command counts.
     *
     * @param verify what a verification is made of
     * @param among how those that passed are counted
     */
    record Verified(Task verify, Agreement among) implements Agreement {
        /** @throws InvalidInputException if the task has no command, or what passed is to be verified again */
        public Verified {
            VerifyTask.command(verify);
            if (among instanceof Verified) {
                throw new InvalidInputException("among", "is a verification again; join the commands with &&");
            }
        }
    }

    private static void checkPointer(String pointer) {
        try {
            JsonPointer.from(pointer);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "pointer", "'" + pointer + "' is not a JSON Pointer; write it as /verdict", e);
        }
    }

    private static void checkThreshold(double threshold) {
        if (!(threshold > 0 && threshold <= 1)) {
            throw new InvalidInputException("threshold", "is " + threshold + ", must be more than 0 and at most 1");
        }
    }
}
