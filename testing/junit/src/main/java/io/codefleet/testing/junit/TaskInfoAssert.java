package io.codefleet.testing.junit;

import io.codefleet.AttemptInfo;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a task. The message of each failure has the history of the task. */
@CanIgnoreReturnValue
public final class TaskInfoAssert extends AbstractAssert<TaskInfoAssert, TaskInfo> {
    TaskInfoAssert(@Nullable TaskInfo actual) {
        super(actual, TaskInfoAssert.class);
    }

    private TaskInfo info() {
        isNotNull();
        return Objects.requireNonNull(actual);
    }

    private AssertionError wrong(String message) {
        return failure("%s\n%s", message, TaskHistory.of(info()));
    }

    private TaskInfoAssert outcome(Consumer<OutcomeAssert> check) {
        Outcome outcome = info().outcome()
                .orElseThrow(() -> wrong("expected task '" + info().summary().id() + "' to have ended"));
        try {
            check.accept(FleetAssertions.assertThat(outcome));
        } catch (AssertionError e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
        return this;
    }

    /** Checks the status. */
    public TaskInfoAssert hasStatus(TaskStatus status) {
        if (info().status() != status) {
            throw wrong("expected task '" + info().summary().id() + "' to be " + status);
        }
        return this;
    }

    /** Checks that the task gave a result. */
    public TaskInfoAssert isCompleted() {
        return outcome(OutcomeAssert::isCompleted);
    }

    /** Checks that the task gave a result of this text. */
    public TaskInfoAssert isCompletedWith(String text) {
        return outcome(outcome -> outcome.isCompletedWith(text));
    }

    /** Checks that the result changes exactly these files, in any order. */
    public TaskInfoAssert hasChanged(String... files) {
        return outcome(outcome -> outcome.hasChanged(files));
    }

    /** Checks that the task failed with an error of this kind. */
    public TaskInfoAssert isFailedWith(ErrorKind kind) {
        return outcome(outcome -> outcome.isFailedWith(kind));
    }

    /** Checks that the task failed with an error of this kind whose message contains this. */
    public TaskInfoAssert isFailedWith(ErrorKind kind, String message) {
        return outcome(outcome -> outcome.isFailedWith(kind, message));
    }

    /** Checks that the task was cancelled. */
    public TaskInfoAssert isCancelled() {
        return outcome(OutcomeAssert::isCancelled);
    }

    /** Checks what all attempts cost together, in US dollars. */
    public TaskInfoAssert hasCost(String dollars) {
        return outcome(outcome -> outcome.hasCost(dollars));
    }

    /** Checks the number of attempts, the running one included. */
    public TaskInfoAssert hasAttempts(int number) {
        int found = info().summary().attempt();
        if (found != number) {
            throw wrong("expected task '" + info().summary().id() + "' to have " + number + " attempts, but it had "
                    + found);
        }
        return this;
    }

    /** Checks how its attempts have ended, in order; a running one does not count. */
    public TaskInfoAssert hasAttemptsThatEnded(AttemptInfo.End... ends) {
        List<AttemptInfo.End> found = info().history().stream()
                .flatMap(attempt -> attempt.end().stream())
                .toList();
        if (!found.equals(List.of(ends))) {
            throw wrong("expected the attempts of task '" + info().summary().id() + "' to end " + List.of(ends)
                    + ", but they ended " + found);
        }
        return this;
    }

    /** Checks that this time passed on the fleet's clock from the submit to the outcome. */
    public TaskInfoAssert tookOnClock(Duration expected) {
        outcome(outcome -> {});
        Duration found = Duration.between(
                info().summary().submittedAt(), info().outcome().orElseThrow().finishedAt());
        // the times of submits differ by microseconds
        if (found.minus(expected).abs().compareTo(Duration.ofMillis(1)) >= 0) {
            throw wrong("expected task '" + info().summary().id() + "' to take " + DurationText.format(expected)
                    + ", but it took " + DurationText.format(found));
        }
        return this;
    }
}
