package io.codefleet.workflow;

import io.codefleet.Usage;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Status of one step of a run. Immutable; each method that takes an argument returns a changed copy. */
@CheckReturnValue
public final class StepStatus implements Serializable {
    private static final long serialVersionUID = 1L;

    private final String name;
    private final StepState state;

    @SuppressWarnings("serial") // a copy, which is serializable
    private final List<String> taskIds;

    private final Usage usage;
    private final Duration duration;
    private final String note;
    private final boolean found;
    private final @Nullable StepState compensation;

    @SuppressWarnings("serial") // a copy, which is serializable
    private final List<StepStatus> steps;

    private StepStatus(Builder builder) {
        this.name = builder.name;
        this.state = builder.state;
        this.taskIds = List.copyOf(builder.taskIds);
        this.usage = builder.usage;
        this.duration = builder.duration;
        this.note = builder.note;
        this.found = builder.found;
        this.compensation = builder.compensation;
        this.steps = List.copyOf(builder.steps);
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(String name, StepState state) {
        return new Builder(name, state);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the step. */
    public String name() {
        return name;
    }

    /** Returns where it is. */
    public StepState state() {
        return state;
    }

    /**
     * Returns its tasks: one; for a step over a list one for each item that was started; none for a workflow or a step
     * that did not run.
     */
    public List<String> taskIds() {
        return taskIds;
    }

    /** Returns what they consumed. */
    public Usage usage() {
        return usage;
    }

    /** Returns how long its handlers ran, added up. */
    public Duration duration() {
        return duration;
    }

    /** Returns a note for people: why it failed or was skipped, which worker has it, who approved. */
    public String note() {
        return note;
    }

    /**
     * Returns whether its result is reused from an earlier run, at no cost now.
     */
    public boolean found() {
        return found;
    }

    /** Returns where the task is that undoes it; empty if there is none. */
    public Optional<StepState> compensation() {
        return Optional.ofNullable(compensation);
    }

    /** Returns the steps of a workflow in it. */
    public List<StepStatus> steps() {
        return steps;
    }

    /** Returns the status of a step of which only the state is known. */
    public static StepStatus of(String name, StepState state) {
        return builder(name, state).build();
    }

    /** Returns a copy in this state. */
    public StepStatus state(StepState value) {
        return toBuilder().state(value).build();
    }

    /** Returns a copy with this note. */
    public StepStatus note(String value) {
        return toBuilder().note(value).build();
    }

    /** Returns a copy with these tasks, and what they took. */
    public StepStatus tasks(List<String> ids, Usage consumed, Duration took) {
        return toBuilder().taskIds(ids).usage(consumed).duration(took).build();
    }

    /** Returns a copy whose result was found, or not. */
    public StepStatus found(boolean value) {
        return toBuilder().found(value).build();
    }

    /** Returns a copy that is being undone, as far as this. */
    public StepStatus compensation(StepState value) {
        return toBuilder().compensation(value).build();
    }

    /** Returns a copy with these steps in it. */
    public StepStatus steps(List<StepStatus> value) {
        return toBuilder().steps(value).build();
    }

    private List<Object> components() {
        return List.of(name, state, taskIds, usage, duration, note, found, compensation(), steps);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof StepStatus that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "StepStatus[name=" + name + ", state=" + state + ", taskIds=" + taskIds + ", usage=" + usage
                + ", duration=" + duration + ", note=" + note + ", found=" + found + ", compensation=" + compensation()
                + ", steps=" + steps + "]";
    }

    /**
     * Builds a {@link StepStatus}; each setter is named as the component that it sets, and null clears an optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String name;
        private StepState state;
        private List<String> taskIds = List.of();
        private Usage usage = Usage.NONE;
        private Duration duration = Duration.ZERO;
        private String note = "";
        private boolean found;
        private @Nullable StepState compensation;
        private List<StepStatus> steps = List.of();

        private Builder(String name, StepState state) {
            this.name = name;
            this.state = state;
        }

        private Builder(StepStatus from) {
            name = from.name;
            state = from.state;
            taskIds = from.taskIds;
            usage = from.usage;
            duration = from.duration;
            note = from.note;
            found = from.found;
            compensation = from.compensation;
            steps = from.steps;
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder state(StepState value) {
            state = value;
            return this;
        }

        public Builder taskIds(List<String> value) {
            taskIds = value;
            return this;
        }

        public Builder usage(Usage value) {
            usage = value;
            return this;
        }

        public Builder duration(Duration value) {
            duration = value;
            return this;
        }

        public Builder note(String value) {
            note = value;
            return this;
        }

        public Builder found(boolean value) {
            found = value;
            return this;
        }

        public Builder compensation(@Nullable StepState value) {
            compensation = value;
            return this;
        }

        public Builder steps(List<StepStatus> value) {
            steps = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public StepStatus build() {
            return new StepStatus(this);
        }
    }
}
