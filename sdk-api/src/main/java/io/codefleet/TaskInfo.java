package io.codefleet;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one task.
 *
 * @param summary where it is in its life
 * @param task what was submitted
 * @param outcome how it ended; absent before
 * @param progress the last that its attempt said of itself
 * @param history its attempts, the first one first; at most the last {@value #MAX_HISTORY}
 */
public record TaskInfo(
        TaskSummary summary,
        Task task,
        Optional<Outcome> outcome,
        Optional<Progress> progress,
        List<AttemptInfo> history) {
    /** How many attempts the history keeps. */
    public static final int MAX_HISTORY = 100;

    public TaskInfo {
        history = List.copyOf(history);
    }

    /**
     * How long it was ready and waited for a worker before its first attempt, by the broker's clock, its own {@link
     * Task#delay()} not counted. Absent: none has begun, or the history does not reach back to it.
     */
    public Optional<Duration> timeInQueue() {
        return history.stream()
                .filter(attempt -> attempt.attempt() == 1)
                .findFirst()
                .map(first -> Duration.between(summary.submittedAt().plus(task.delay()), first.startedAt()))
                .map(waited -> waited.isNegative() ? Duration.ZERO : waited);
    }

    /**
     * What it has consumed so far, as far as it is known: of the outcome if there is one, and else of the attempts in the
     * history.
     */
    public Usage usage() {
        return outcome.map(Outcome::usage)
                .orElseGet(() -> history.stream().map(AttemptInfo::usage).reduce(Usage.NONE, Usage::plus));
    }

    /** Shorthand for the summary's status. */
    public TaskStatus status() {
        return summary.status();
    }
}
