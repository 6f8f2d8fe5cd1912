package io.codefleet.workflow;

import io.codefleet.Usage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What became of one step of a run. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param name the step
 * @param state where it is
 * @param taskIds its tasks: one; for a step over a list one for each item that was started; none for a workflow or a step that
 *     did not run
 * @param usage what they consumed
 * @param duration how long its handlers ran, added up
 * @param note for people: why it failed or was skipped, which worker has it, who approved
 * @param found whether its result is that of an earlier run, which this one goes on from; nothing was paid for it now
 * @param compensation where the task is that undoes it; empty if there is none
 * @param steps the steps of a workflow in it
 */
public record StepStatus(
        String name,
        StepState state,
        List<String> taskIds,
        Usage usage,
        Duration duration,
        String note,
        boolean found,
        Optional<StepState> compensation,
        List<StepStatus> steps) {
    public StepStatus {
        taskIds = List.copyOf(taskIds);
        steps = List.copyOf(steps);
    }

    /** A step of which no more is known than where it is. */
    public static StepStatus of(String name, StepState state) {
        return new StepStatus(
                name, state, List.of(), Usage.NONE, Duration.ZERO, "", false, Optional.empty(), List.of());
    }

    /** A copy that is there. */
    public StepStatus state(StepState value) {
        return new StepStatus(name, value, taskIds, usage, duration, note, found, compensation, steps);
    }

    /** A copy with this note. */
    public StepStatus note(String value) {
        return new StepStatus(name, state, taskIds, usage, duration, value, found, compensation, steps);
    }

    /** A copy with these tasks, and what they took. */
    public StepStatus tasks(List<String> ids, Usage consumed, Duration took) {
        return new StepStatus(name, state, ids, consumed, took, note, found, compensation, steps);
    }

    /** A copy whose result was found, or not. */
    public StepStatus found(boolean value) {
        return new StepStatus(name, state, taskIds, usage, duration, note, value, compensation, steps);
    }

    /** A copy that is being undone, as far as this. */
    public StepStatus compensation(StepState value) {
        return new StepStatus(name, state, taskIds, usage, duration, note, found, Optional.of(value), steps);
    }

    /** A copy with these steps in it. */
    public StepStatus steps(List<StepStatus> value) {
        return new StepStatus(name, state, taskIds, usage, duration, note, found, compensation, value);
    }
}
