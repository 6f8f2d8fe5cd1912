package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Full record of one task: the task itself, its state, its attempts and its outcome. */
@CheckReturnValue
public final class TaskInfo {
    /** How many attempts the history keeps. */
    public static final int MAX_HISTORY = 100;

    private final TaskSummary summary;
    private final Task task;
    private final Optional<Outcome> outcome;
    private final Optional<Progress> progress;
    private final List<AttemptInfo> history;

    private TaskInfo(Builder builder) {
        this.summary = builder.summary;
        this.task = builder.task;
        this.outcome = Optional.ofNullable(builder.outcome);
        this.progress = Optional.ofNullable(builder.progress);
        this.history = List.copyOf(builder.history);
    }

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(TaskSummary summary, Task task) {
        return new Builder(summary, task);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns where it is in its life. */
    public TaskSummary summary() {
        return summary;
    }

    /** Returns what was submitted. */
    public Task task() {
        return task;
    }

    /** Returns how it ended; absent before. */
    public Optional<Outcome> outcome() {
        return outcome;
    }

    /** Returns the last progress that its attempt reported. */
    public Optional<Progress> progress() {
        return progress;
    }

    /** Returns its attempts, the first one first; at most the last {@value #MAX_HISTORY}. */
    public List<AttemptInfo> history() {
        return history;
    }

    /**
     * Returns how long the task was ready and waited for a worker before its first attempt, by the broker's clock; its own
     * {@link Task#delay()} does not count. Empty if no attempt has begun, or the history does not reach back to it.
     */
    public Optional<Duration> timeInQueue() {
        return history.stream()
                .filter(attempt -> attempt.attempt() == 1)
                .findFirst()
                .map(first -> Duration.between(summary.submittedAt().plus(task.delay()), first.startedAt()))
                .map(waited -> waited.isNegative() ? Duration.ZERO : waited);
    }

    /**
     * Returns what the task has consumed so far, as far as it is known: the usage of the outcome if it has one, and else that
     * of the attempts in the history.
     */
    public Usage usage() {
        return outcome.map(Outcome::usage)
                .orElseGet(() -> history.stream().map(AttemptInfo::usage).reduce(Usage.NONE, Usage::plus));
    }

    /** Returns the summary's status. */
    public TaskStatus status() {
        return summary.status();
    }

    private List<Object> components() {
        return List.of(summary, task, outcome, progress, history);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof TaskInfo that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "TaskInfo[summary=" + summary + ", task=" + task + ", outcome=" + outcome + ", progress=" + progress
                + ", history=" + history + "]";
    }

    /**
     * Builds a {@link TaskInfo}; each setter is named as the component that it sets, and null clears an optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private TaskSummary summary;
        private Task task;
        private @Nullable Outcome outcome;
        private @Nullable Progress progress;
        private List<AttemptInfo> history = List.of();

        private Builder(TaskSummary summary, Task task) {
            this.summary = summary;
            this.task = task;
        }

        private Builder(TaskInfo from) {
            summary = from.summary;
            task = from.task;
            outcome = from.outcome.orElse(null);
            progress = from.progress.orElse(null);
            history = from.history;
        }

        public Builder summary(TaskSummary value) {
            summary = value;
            return this;
        }

        public Builder task(Task value) {
            task = value;
            return this;
        }

        public Builder outcome(@Nullable Outcome value) {
            outcome = value;
            return this;
        }

        public Builder progress(@Nullable Progress value) {
            progress = value;
            return this;
        }

        public Builder history(List<AttemptInfo> value) {
            history = value;
            return this;
        }

        /** Returns the value. */
        @CheckReturnValue
        public TaskInfo build() {
            return new TaskInfo(this);
        }
    }
}
