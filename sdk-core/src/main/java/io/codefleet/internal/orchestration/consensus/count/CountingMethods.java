package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Agreement.ExactPatch;
import io.codefleet.consensus.Agreement.ExactVote;
import io.codefleet.consensus.Agreement.JudgeModel;
import io.codefleet.consensus.Agreement.Median;
import io.codefleet.consensus.Agreement.RankedChoice;
import io.codefleet.consensus.Agreement.SimilarMeaning;
import io.codefleet.consensus.Agreement.SimilarText;
import io.codefleet.consensus.Agreement.Verified;
import io.codefleet.consensus.Normalization;
import io.codefleet.consensus.Similarity;
import io.vertx.core.Future;

/** The way to count that goes with each agreement. */
public final class CountingMethods {
    private CountingMethods() {}

    /** Creates the counting method for one round; for a judge, the one that finds which answers are different. */
    public static CountingMethod<?> of(Agreement agreement) {
        if (agreement instanceof ExactVote vote) {
            AnswerField field = new AnswerField(vote.pointer());
            return new ExactCounting(answer -> vote.normalization().apply(field.text(answer)));
        }
        if (agreement instanceof JudgeModel) {
            AnswerField text = new AnswerField("");
            return new ExactCounting(answer -> Normalization.standard().apply(text.text(answer))
                    + answer.patch().orElse(""));
        }
        if (agreement instanceof ExactPatch) {
            return new ExactCounting(answer -> answer.patch()
                    .filter(patch -> !patch.isBlank())
                    .orElseThrow(() -> new InvalidBallotException("the answer has no patch")));
        }
        if (agreement instanceof SimilarText similar) {
            return similar.similarity()
                    .<CountingMethod<?>>map(own -> byOwnMeasure(similar, own))
                    .orElseGet(() -> byWords(similar));
        }
        if (agreement instanceof SimilarMeaning meaning) {
            return new LinkedCounting<>(
                    meaning.threshold(), text -> meaning.embedding().of(text), Likeness::ofVectors);
        }
        if (agreement instanceof RankedChoice choice) {
            return new BordaCounting(choice);
        }
        if (agreement instanceof Median median) {
            return new MedianCounting(median);
        }
        return of(((Verified) agreement).among());
    }

    private static CountingMethod<?> byOwnMeasure(SimilarText similar, Similarity own) {
        return new LinkedCounting<>(similar.threshold(), Future::succeededFuture, own::between);
    }

    private static CountingMethod<?> byWords(SimilarText similar) {
        return new LinkedCounting<>(
                similar.threshold(), text -> Future.succeededFuture(Likeness.words(text)), Likeness::ofWords);
    }
}
