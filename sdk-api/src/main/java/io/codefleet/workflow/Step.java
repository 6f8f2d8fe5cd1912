package io.codefleet.workflow;

import io.codefleet.Task;
import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.workflow.StepWork.ApprovalWork;
import io.codefleet.workflow.StepWork.TaskWork;
import io.codefleet.workflow.StepWork.WorkflowWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One step of a {@link Workflow}. Immutable; each method that takes an argument returns a changed copy.
 *
 * <p>How often it is tried, and how long it may take, is what its task says ({@link Task#retry}, {@link Task#limits}).
 */
@CheckReturnValue
public final class Step {
    private final String name;
    private final StepWork work;
    private final List<Dependency> after;
    private final Optional<FanOut> forEach;
    private final boolean optional;
    private final Optional<Task> compensation;
    private final Optional<Guard> when;
    private final Optional<Repeat> repeat;

    private Step(Builder builder) {
        this.name = builder.name;
        this.work = builder.work;
        this.after = List.copyOf(builder.after);
        this.forEach = Optional.ofNullable(builder.forEach);
        this.optional = builder.optional;
        this.compensation = Optional.ofNullable(builder.compensation).map(task -> task.id("template"));
        this.when = Optional.ofNullable(builder.when);
        this.repeat = Optional.ofNullable(builder.repeat);
        Names.check("steps", name);
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

    /** Returns a builder with the defaults for all but these. */
    public static Builder builder(String name, StepWork work) {
        return new Builder(name, work);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its name, unique in its workflow; up to 40 letters, digits, {@code -} and {@code _}. */
    public String name() {
        return name;
    }

    /** Returns what it does. */
    public StepWork work() {
        return work;
    }

    /**
     * Returns what it comes after; it begins when all of that has ended as asked for, and is skipped when it has not.
     */
    public List<Dependency> after() {
        return after;
    }

    /** Returns the list for each item of which it runs once; absent: it runs once. */
    public Optional<FanOut> forEach() {
        return forEach;
    }

    /** Returns whether its failure fails neither the run nor what comes after it. */
    public boolean optional() {
        return optional;
    }

    /** Returns what undoes it, should the run fail after it has succeeded; a template as that of a task step. */
    public Optional<Task> compensation() {
        return compensation;
    }

    /**
     * Returns what must hold for it to run, once what it comes after has ended as asked for; otherwise it is skipped.
     */
    public Optional<Guard> when() {
        return when;
    }

    /** Returns until what holds it is run again; absent: it runs once. */
    public Optional<Repeat> repeat() {
        return repeat;
    }

    private static Step of(String name, StepWork work) {
        return builder(name, work).build();
    }

    /** Returns a step that runs a task, whose texts may refer to inputs and to the outputs of earlier steps. */
    public static Step task(String name, Task template) {
        return of(name, new TaskWork(template));
    }

    /** Returns a step that waits for the approval of a person. */
    public static Step approval(String name, String question, Duration timeLimit) {
        return of(name, new ApprovalWork(question, timeLimit));
    }

    /** Returns a step that runs another workflow. */
    public static Step workflow(String name, Workflow workflow, Map<String, Object> input) {
        return of(name, new WorkflowWork(workflow, input));
    }

    private Step after(Condition on, String... steps) {
        List<Dependency> all = new ArrayList<>(after);
        for (String step : steps) {
            all.add(new Dependency(step, on));
        }
        return toBuilder().after(all).build();
    }

    /** Returns a copy that also comes after these steps, if they succeed. */
    public Step after(String... steps) {
        return after(Condition.SUCCESS, steps);
    }

    /** Returns a copy that also comes after these steps, if they fail. */
    public Step afterFailure(String... steps) {
        return after(Condition.FAILURE, steps);
    }

    /** Returns a copy that also comes after these steps, however they end. */
    public Step afterEnd(String... steps) {
        return after(Condition.ALWAYS, steps);
    }

    /** Returns a copy that runs once for each item of this list, as {@code {{ steps.find.data.files }}}. */
    public Step forEach(String list) {
        return forEach(FanOut.over(list));
    }

    /** Returns a copy that runs once for each item of a list. */
    public Step forEach(FanOut value) {
        return toBuilder().forEach(value).build();
    }

    /** Returns a copy whose failure fails neither the run nor what comes after it. */
    public Step asOptional() {
        return toBuilder().optional(true).build();
    }

    /** Returns a copy that this task undoes. */
    public Step compensate(Task template) {
        return toBuilder().compensation(template).build();
    }

    /** Returns a copy that runs only when this holds, and is skipped otherwise. */
    public Step when(Guard guard) {
        return toBuilder().when(guard).build();
    }

    /** Returns a copy that is run again until this holds, so many times at most. */
    public Step repeat(Guard until, int maxRounds) {
        return toBuilder().repeat(new Repeat(until, maxRounds)).build();
    }

    private List<Object> components() {
        return List.of(name, work, after, forEach, optional, compensation, when, repeat);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Step that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Step[name=" + name + ", work=" + work + ", after=" + after + ", forEach=" + forEach + ", optional="
                + optional + ", compensation=" + compensation + ", when=" + when + ", repeat=" + repeat + "]";
    }

    /** Builds a {@link Step}; each setter is named as the component that it sets, and null clears an optional one. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String name;
        private StepWork work;
        private List<Dependency> after = List.of();
        private @Nullable FanOut forEach;
        private boolean optional;
        private @Nullable Task compensation;
        private @Nullable Guard when;
        private @Nullable Repeat repeat;

        private Builder(String name, StepWork work) {
            this.name = name;
            this.work = work;
        }

        private Builder(Step from) {
            name = from.name;
            work = from.work;
            after = from.after;
            forEach = from.forEach.orElse(null);
            optional = from.optional;
            compensation = from.compensation.orElse(null);
            when = from.when.orElse(null);
            repeat = from.repeat.orElse(null);
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder work(StepWork value) {
            work = value;
            return this;
        }

        public Builder after(List<Dependency> value) {
            after = value;
            return this;
        }

        public Builder forEach(@Nullable FanOut value) {
            forEach = value;
            return this;
        }

        public Builder optional(boolean value) {
            optional = value;
            return this;
        }

        public Builder compensation(@Nullable Task value) {
            compensation = value;
            return this;
        }

        public Builder when(@Nullable Guard value) {
            when = value;
            return this;
        }

        public Builder repeat(@Nullable Repeat value) {
            repeat = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if the name is malformed, or what is to run for each item or again cannot
         */
        @CheckReturnValue
        public Step build() {
            return new Step(this);
        }
    }
}
