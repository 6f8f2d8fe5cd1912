package io.codefleet.consensus;

import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Result of a consensus: the decision, with the votes for and against it. */
@CheckReturnValue
public final class ConsensusResult {
    private final String runId;
    private final Decision decision;
    private final List<Candidate> candidates;
    private final List<Vote> votes;
    private final Optional<NumericSummary> spread;
    private final Usage usage;

    private ConsensusResult(Builder builder) {
        this.runId = builder.runId;
        this.decision = builder.decision;
        this.candidates = List.copyOf(builder.candidates);
        this.votes = List.copyOf(builder.votes);
        this.spread = Optional.ofNullable(builder.spread);
        this.usage = builder.usage;
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(String runId, Decision decision) {
        return new Builder(runId, decision);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the run. */
    public String runId() {
        return runId;
    }

    /** Returns what it came to. */
    public Decision decision() {
        return decision;
    }

    /** Returns the answers of the deciding round, the winner or strongest first. */
    public List<Candidate> candidates() {
        return candidates;
    }

    /** Returns every vote of every round, by round and index. */
    public List<Vote> votes() {
        return votes;
    }

    /** Returns how far the numbers lie apart, where numbers were counted. */
    public Optional<NumericSummary> spread() {
        return spread;
    }

    /** Returns what all children of the run consumed, judges and verifications included. */
    public Usage usage() {
        return usage;
    }

    /** Returns the winner, if there is one. */
    public Optional<Candidate> winner() {
        return decision instanceof Decision.Agreed agreed ? Optional.of(agreed.winner()) : Optional.empty();
    }

    /** Returns the winner's answer in full, if there is one. */
    public Optional<TaskResult> answer() {
        return winner().flatMap(Candidate::result);
    }

    /** Returns how many rounds were held. */
    public int rounds() {
        return votes.stream().mapToInt(Vote::round).max().orElse(0);
    }

    /** Returns the votes of the last round that counted and are not for the winner; all that counted if there is none. */
    public List<Vote> dissent() {
        int last = rounds();
        boolean decided = winner().isPresent();
        return votes.stream()
                .filter(vote -> vote.round() == last && vote.status() == Vote.Status.COUNTED)
                .filter(vote -> !decided || !vote.candidate().equals(Optional.of(0)))
                .toList();
    }

    private List<Object> components() {
        return List.of(runId, decision, candidates, votes, spread, usage);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ConsensusResult that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "ConsensusResult[runId=" + runId + ", decision=" + decision + ", candidates=" + candidates + ", votes="
                + votes + ", spread=" + spread + ", usage=" + usage + "]";
    }

    /**
     * Builds a {@link ConsensusResult}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String runId;
        private Decision decision;
        private List<Candidate> candidates = List.of();
        private List<Vote> votes = List.of();
        private @Nullable NumericSummary spread;
        private Usage usage = Usage.NONE;

        private Builder(String runId, Decision decision) {
            this.runId = runId;
            this.decision = decision;
        }

        private Builder(ConsensusResult from) {
            runId = from.runId;
            decision = from.decision;
            candidates = from.candidates;
            votes = from.votes;
            spread = from.spread.orElse(null);
            usage = from.usage;
        }

        public Builder runId(String value) {
            runId = value;
            return this;
        }

        public Builder decision(Decision value) {
            decision = value;
            return this;
        }

        public Builder candidates(List<Candidate> value) {
            candidates = value;
            return this;
        }

        public Builder votes(List<Vote> value) {
            votes = value;
            return this;
        }

        public Builder spread(@Nullable NumericSummary value) {
            spread = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public ConsensusResult build() {
            return new ConsensusResult(this);
        }
    }
}
