package io.codefleet.testing.junit;

import io.codefleet.Outcome;
import io.codefleet.TaskInfo;

/**
 * Entry of the assertions on tasks and outcomes. Needs {@code org.assertj:assertj-core} on the class path.
 *
 * <pre>{@code
 * assertThat(fleet.run(task))
 *         .isCompletedWith("No fault found.")
 *         .hasAttemptsThatEnded(AttemptInfo.End.FAILED, AttemptInfo.End.COMPLETED)
 *         .hasCost("0.12");
 * }</pre>
 */
public final class FleetAssertions {
    private FleetAssertions() {}

    /** Returns assertions on a task; when one fails, its message has the history of the task. */
    public static TaskInfoAssert assertThat(TaskInfo actual) {
        return new TaskInfoAssert(actual);
    }

    /** Returns assertions on an outcome. */
    public static OutcomeAssert assertThat(Outcome actual) {
        return new OutcomeAssert(actual);
    }
}
