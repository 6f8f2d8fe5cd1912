package io.codefleet.json;

import io.codefleet.Task;
import io.codefleet.consensus.Agreement;
import io.codefleet.consensus.Agreement.ExactPatch;
import io.codefleet.consensus.Agreement.ExactVote;
import io.codefleet.consensus.Agreement.JudgeModel;
import io.codefleet.consensus.Agreement.Median;
import io.codefleet.consensus.Agreement.RankedChoice;
import io.codefleet.consensus.Agreement.SimilarText;
import io.codefleet.consensus.Agreement.Verified;
import io.codefleet.consensus.Normalization;
import io.codefleet.consensus.VerifyTask;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** {@link Agreement} as JSON, as far as it is data. */
final class AgreementJson {
    private static final String BY = "by";
    private static final String POINTER = "pointer";

    private AgreementJson() {}

    /**
     * Returns the agreement as JSON.
     *
     * @throws InvalidInputException if it counts by a function
     */
    static JsonObject encode(Agreement agreement) {
        if (agreement instanceof ExactVote exact) {
            return by(AgreementKind.ANSWER).put(POINTER, exact.pointer()).put("exact", exact(exact.normalization()));
        }
        if (agreement instanceof ExactPatch) {
            return by(AgreementKind.PATCH);
        }
        if (agreement instanceof SimilarText similar && similar.similarity().isEmpty()) {
            return by(AgreementKind.SIMILAR).put("threshold", similar.threshold());
        }
        if (agreement instanceof JudgeModel judge) {
            return by(AgreementKind.JUDGE).put("judge", ConsensusJson.encode(judge.judge()));
        }
        if (agreement instanceof RankedChoice ranked) {
            return by(AgreementKind.RANKED)
                    .put(POINTER, ranked.pointer())
                    .put("candidates", new JsonArray(ranked.candidates()));
        }
        if (agreement instanceof Median median) {
            return by(AgreementKind.MEDIAN)
                    .put(POINTER, median.pointer())
                    .put("tolerance", median.tolerance().doubleValue());
        }
        if (agreement instanceof Verified verified) {
            return by(AgreementKind.VERIFIED)
                    .put("verify", ConsensusJson.encode(verified.verify()))
                    .put("among", encode(verified.among()));
        }
        throw new InvalidInputException(
                "agreement",
                "counts by a function of this process, which cannot be stored; hold it by fleet.consensus");
    }

    private static JsonObject by(AgreementKind kind) {
        return new JsonObject().put(BY, kind.code());
    }

    private static boolean exact(UnaryOperator<String> normalization) {
        boolean exact = normalization == Normalization.none();
        if (!exact && normalization != Normalization.standard()) {
            throw new InvalidInputException(
                    "agreement.normalization",
                    "is a function of this process, which cannot be stored; use Normalization.standard() or none()");
        }
        return exact;
    }

    static Agreement decode(JsonFields fields) {
        AgreementKind kind = fields.constant(BY, AgreementKind.class, AgreementKind.ANSWER);
        String pointer = fields.text(POINTER, "");
        return switch (kind) {
            case ANSWER ->
                new ExactVote(pointer, fields.flag("exact") ? Normalization.none() : Normalization.standard());
            case PATCH -> new ExactPatch();
            case SIMILAR -> new SimilarText(fields.decimal("threshold", 0), Optional.empty());
            case JUDGE -> new JudgeModel(TaskJson.decode(fields.object("judge")));
            case RANKED -> new RankedChoice(pointer, fields.texts("candidates"));
            case MEDIAN -> new Median(pointer, BigDecimal.valueOf(fields.decimal("tolerance", 0)));
            case VERIFIED ->
                new Verified(
                        verify(fields),
                        fields.optionalObject("among")
                                .map(among -> Refusals.of(among, () -> decode(among)))
                                .orElseGet(ExactPatch::new));
        };
    }

    private static Task verify(JsonFields fields) {
        return fields.optionalText(VerifyTask.COMMAND)
                .map(VerifyTask::of)
                .orElseGet(() -> TaskJson.decode(fields.object("verify")));
    }
}
