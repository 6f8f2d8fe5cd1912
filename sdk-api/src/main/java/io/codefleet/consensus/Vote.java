package io.codefleet.consensus;

import io.codefleet.Coded;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One voter in one round: what it answered, how that counted, what it cost. */
@CheckReturnValue
public final class Vote {
    private final int round;
    private final int index;
    private final Voter voter;
    private final String taskId;
    private final Status status;
    private final String note;
    private final Optional<TaskResult> result;
    private final Optional<Integer> candidate;
    private final Usage usage;

    private Vote(Builder builder) {
        this.round = builder.round;
        this.index = builder.index;
        this.voter = builder.voter;
        this.taskId = builder.taskId;
        this.status = builder.status;
        this.note = builder.note;
        this.result = Optional.ofNullable(builder.result);
        this.candidate = Optional.ofNullable(builder.candidate);
        this.usage = builder.usage;
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(int round, int index, Voter voter, String taskId, Status status) {
        return new Builder(round, index, voter, taskId, status);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the round, from 1. */
    public int round() {
        return round;
    }

    /** Returns the voter's place in the round's list, from 0. */
    public int index() {
        return index;
    }

    /** Returns who was asked. */
    public Voter voter() {
        return voter;
    }

    /** Returns the task that asked. */
    public String taskId() {
        return taskId;
    }

    /** Returns whether it counted. */
    public Status status() {
        return status;
    }

    /** Returns why it did not count; empty if it did. */
    public String note() {
        return note;
    }

    /** Returns what it answered; absent if it did not. */
    public Optional<TaskResult> result() {
        return result;
    }

    /**
     * Returns the index of the candidate that it was for, in {@link ConsensusResult#candidates()}; absent if it was for
     * none, and for votes of earlier rounds.
     */
    public Optional<Integer> candidate() {
        return candidate;
    }

    /** Returns what it consumed, its verification included. */
    public Usage usage() {
        return usage;
    }

    /** Status of a vote: whether and why it counted. */
    public enum Status implements Coded {
        /** It was cast and counted. */
        COUNTED("COUNTED"),
        /** Its run failed, ran out of time, or was cancelled by somebody: an abstention. */
        FAILED("FAILED"),
        /** Its answer lacks what is counted: an abstention. */
        SPOILT("SPOILT"),
        /** Its patch did not pass the verification: an abstention. */
        REJECTED("REJECTED"),
        /** The outcome was certain before it came; its run was cancelled, or never started. */
        NOT_NEEDED("NOT_NEEDED"),
        /** The budget was used up before it was asked. */
        NOT_AFFORDED("NOT_AFFORDED");

        private final String code;

        Status(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }

    /** Returns a description: the voter, the place and the status; never the answer, which may be secret. */
    @Override
    public String toString() {
        return "Vote[round=" + round + ", index=" + index + ", voter=" + voter.name() + ", status=" + status
                + ", candidate=" + candidate.map(String::valueOf).orElse("none") + "]";
    }

    private List<Object> components() {
        return List.of(round, index, voter, taskId, status, note, result, candidate, usage);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Vote that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /** Builds a {@link Vote}; each setter is named as the component that it sets, and null clears an optional one. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private int round;
        private int index;
        private Voter voter;
        private String taskId;
        private Status status;
        private String note = "";
        private @Nullable TaskResult result;
        private @Nullable Integer candidate;
        private Usage usage = Usage.NONE;

        private Builder(int round, int index, Voter voter, String taskId, Status status) {
            this.round = round;
            this.index = index;
            this.voter = voter;
            this.taskId = taskId;
            this.status = status;
        }

        private Builder(Vote from) {
            round = from.round;
            index = from.index;
            voter = from.voter;
            taskId = from.taskId;
            status = from.status;
            note = from.note;
            result = from.result.orElse(null);
            candidate = from.candidate.orElse(null);
            usage = from.usage;
        }

        public Builder round(int value) {
            round = value;
            return this;
        }

        public Builder index(int value) {
            index = value;
            return this;
        }

        public Builder voter(Voter value) {
            voter = value;
            return this;
        }

        public Builder taskId(String value) {
            taskId = value;
            return this;
        }

        public Builder status(Status value) {
            status = value;
            return this;
        }

        public Builder note(String value) {
            note = value;
            return this;
        }

        public Builder result(@Nullable TaskResult value) {
            result = value;
            return this;
        }

        public Builder candidate(@Nullable Integer value) {
            candidate = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public Vote build() {
            return new Vote(this);
        }
    }
}
