package io.codefleet.workflow;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.StepWork.TaskWork;
import io.codefleet.workflow.StepWork.WorkflowWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One step of a {@link Workflow}. Immutable; each method that takes an argument returns a changed copy.
 *
 * <p>How often it is tried, and how long it may take, is what its task says ({@link Task#retry}, {@link Task#limits}).
 *
 * @param name unique in its workflow; up to 40 letters, digits, {@code -} and {@code _}
 * @param work what it does
 * @param after what it comes after; it begins when all of that has ended as asked for, and is skipped when it has not
 * @param forEach that it runs once for each item of a list
 * @param optional whether its failure fails neither the run nor what comes after it
 * @param compensation what undoes it, should the run fail after it has succeeded; a template as that of a task step
 * @param when what must hold for it to run, once what it comes after has ended as asked for; otherwise it is skipped
 * @param repeat that it is run again until something holds
 */
public record Step(
        String name,
        StepWork work,
        List<Dependency> after,
        Optional<FanOut> forEach,
        boolean optional,
        Optional<Task> compensation,
        Optional<Guard> when,
        Optional<Repeat> repeat) {
    /** @throws InvalidInputException if the name is malformed, or what is to run for each item or again cannot */
    public Step {
        Names.check("steps", name);
        after = List.copyOf(after);
        compensation = compensation.map(task -> task.id("template"));
        if (work instanceof ApprovalWork && forEach.isPresent()) {
            throw new InvalidInputException(
                    "steps." + name + ".for_each", "is not for approvals; ask once, for the whole list");
        }
        if (repeat.isPresent() && (work instanceof ApprovalWork || forEach.isPresent())) {
            throw new InvalidInputException(
                    "steps." + name + ".repeat",
                    "is for tasks and workflows, and not together with for_each; repeat a step of a workflow in it");
        }
    }

    private static Step of(String name, StepWork work) {
        return new Step(
                name, work, List.of(), Optional.empty(), false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** A step that runs a task, whose texts may refer to inputs and to the outputs of earlier steps. */
    public static Step task(String name, Task template) {
        return of(name, new TaskWork(template));
    }

    /** A step that waits for a person's yes. */
    public static Step approval(String name, String question, Duration timeLimit) {
        return of(name, new ApprovalWork(question, timeLimit));
    }

    /** A step that runs another workflow. */
    public static Step workflow(String name, Workflow workflow, Map<String, Object> input) {
        return of(name, new WorkflowWork(workflow, input));
    }

    private Step after(Condition on, String... steps) {
        List<Dependency> all = new ArrayList<>(after);
        for (String step : steps) {
            all.add(new Dependency(step, on));
        }
        return new Step(name, work, all, forEach, optional, compensation, when, repeat);
    }

    /** A copy that also comes after these steps, if they succeed. */
    public Step after(String... steps) {
        return after(Condition.SUCCESS, steps);
    }

    /** A copy that also comes after these steps, if they fail. */
    public Step afterFailure(String... steps) {
        return after(Condition.FAILURE, steps);
    }

    /** A copy that also comes after these steps, however they end. */
    public Step afterEnd(String... steps) {
        return after(Condition.ALWAYS, steps);
    }

    /** A copy that runs once for each item of this list, as {@code {{ steps.find.data.files }}}. */
    public Step forEach(String list) {
        return forEach(FanOut.over(list));
    }

    /** A copy that runs once for each item of a list. */
    public Step forEach(FanOut value) {
        return new Step(name, work, after, Optional.of(value), optional, compensation, when, repeat);
    }

    /** A copy whose failure fails neither the run nor what comes after it. */
    public Step asOptional() {
        return new Step(name, work, after, forEach, true, compensation, when, repeat);
    }

    /** A copy that this task undoes. */
    public Step compensate(Task template) {
        return new Step(name, work, after, forEach, optional, Optional.of(template), when, repeat);
    }

    /** A copy that runs only when this holds, and is skipped otherwise. */
    public Step when(Guard guard) {
        return new Step(name, work, after, forEach, optional, compensation, Optional.of(guard), repeat);
    }

    /** A copy that is run again until this holds, so many times at most. */
    public Step repeat(Guard until, int maxRounds) {
        Optional<Repeat> again = Optional.of(new Repeat(until, maxRounds));
        return new Step(name, work, after, forEach, optional, compensation, when, again);
    }
}
