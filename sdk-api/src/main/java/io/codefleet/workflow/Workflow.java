package io.codefleet.workflow;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Steps with an order between them: a directed graph without cycles. Immutable; each method that takes an argument returns a
 * changed copy.
 *
 * <pre>{@code
 * Workflow.named("review")
 *     .input("project")
 *     .step(Step.task("lint", Task.of("Lint {{ input.project }} and report what you find").project("{{ input.project }}")))
 *     .step(Step.task("fix", Task.of("Fix this: {{ steps.lint.text }}").project("{{ input.project }}")).after("lint"))
 *     .output("report", "{{ steps.fix.text }}")
 * }</pre>
 *
 * <p>What a template may refer to:
 *
 * <ul>
 *   <li>{@code input.NAME}, a value that the run was given;
 *   <li>{@code steps.NAME.text}, {@code .data}, {@code .patch}, {@code .files}, {@code .items}, {@code .error} and {@code
 *       .status} of any step that has ended before, as it comes before in the graph. {@code data} is what the task gave as
 *       data, or else the JSON in its text; {@code .data.a.0.b} goes down into it;
 *   <li>{@code item} and {@code index} in a step that runs for each item of a list;
 *   <li>{@code round} in a step that is repeated, and its own outputs of the round before, with a question mark behind them.
 * </ul>
 */
@CheckReturnValue
public final class Workflow {
    /** The most steps of one definition. */
    public static final int MAX_STEPS = 5000;

    /** How long a run without a time limit may take. */
    public static final Duration MAX_DURATION = Duration.ofDays(30);

    private final String name;
    private final Map<String, Optional<Object>> inputs;
    private final List<Step> steps;
    private final Map<String, String> outputs;
    private final Optional<Duration> timeLimit;

    private Workflow(Builder builder) {
        this.name = builder.name;
        this.inputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.inputs));
        this.steps = List.copyOf(builder.steps);
        this.outputs = Collections.unmodifiableMap(new LinkedHashMap<>(builder.outputs));
        this.timeLimit = Optional.ofNullable(builder.timeLimit);
        Names.check("name", name);
        inputs.forEach((input, value) -> {
            Names.check("inputs", input);
            value.ifPresent(each -> Names.json("input." + input, each));
        });
        outputs.keySet().forEach(output -> Names.check("outputs", output));
        timeLimit.ifPresent(limit -> {
            if (limit.isNegative() || limit.isZero() || limit.compareTo(MAX_DURATION) > 0) {
                throw new InvalidInputException(
                        "timeout",
                        "is " + DurationText.format(limit) + ", must be longer than zero and at most "
                                + DurationText.format(MAX_DURATION));
            }
        });
    }

    /** Returns a builder with the defaults for all but this. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns its name, for people. */
    public String name() {
        return name;
    }

    /** Returns the values of the run by name; empty: it has none yet, and must be given one. */
    public Map<String, Optional<Object>> inputs() {
        return inputs;
    }

    /** Returns the steps, in the order they are shown in. */
    public List<Step> steps() {
        return steps;
    }

    /** Returns what the run gives in the end: templates by name. */
    public Map<String, String> outputs() {
        return outputs;
    }

    /**
     * Returns how long a run may take in all, pauses included; then what runs is cancelled and the run fails. Default
     * {@link #MAX_DURATION}.
     */
    public Optional<Duration> timeLimit() {
        return timeLimit;
    }

    /** Returns a workflow without steps. */
    public static Workflow named(String name) {
        return builder(name).build();
    }

    /** Returns a copy with one more input, for which each run must be given a value by {@link #with}. */
    public Workflow input(String input) {
        return input(input, Optional.empty());
    }

    /** Returns a copy with one more input, which has this value unless a run is given another. */
    public Workflow input(String input, Object value) {
        return input(input, Optional.of(value));
    }

    private Workflow input(String input, Optional<Object> value) {
        Map<String, Optional<Object>> all = new LinkedHashMap<>(inputs);
        all.put(input, value);
        return toBuilder().inputs(all).build();
    }

    /**
     * Returns a copy with this JSON value for an input.
     *
     * @throws InvalidInputException if the workflow has no such input
     */
    public Workflow with(String input, Object value) {
        if (!inputs.containsKey(input)) {
            throw new InvalidInputException(
                    "input." + input, "is not an input of workflow " + name + "; it has " + inputs.keySet());
        }
        return input(input, Optional.of(value));
    }

    /** Returns a copy with one more step. */
    public Workflow step(Step step) {
        List<Step> all = new ArrayList<>(steps);
        all.add(step);
        return steps(all);
    }

    /** Returns a copy with these steps. */
    public Workflow steps(List<Step> value) {
        return toBuilder().steps(value).build();
    }

    /** Returns a copy that gives one more output. */
    public Workflow output(String output, String template) {
        Map<String, String> all = new LinkedHashMap<>(outputs);
        all.put(output, template);
        return toBuilder().outputs(all).build();
    }

    /** Returns a copy with this time limit for a whole run. */
    public Workflow timeLimit(Duration value) {
        return toBuilder().timeLimit(value).build();
    }

    /** Returns the steps that come directly after a step, by the name of that step; steps without such are left out. */
    public Map<String, List<Step>> dependents() {
        Map<String, List<Step>> dependents = new HashMap<>();
        for (Step step : steps) {
            for (Dependency dependency : step.after()) {
                dependents
                        .computeIfAbsent(dependency.step(), before -> new ArrayList<>())
                        .add(step);
            }
        }
        return dependents;
    }

    /**
     * Checks what no single value can: duplicate names, unknown steps, cycles, and references to values that cannot exist. Each
     * run begins with the same check.
     *
     * @throws InvalidInputException at the first fault; its field is the way to it, such as {@code steps.fix.after}
     */
    @CanIgnoreReturnValue
    public Workflow check() {
        WorkflowCheck.check(this);
        return this;
    }

    private List<Object> components() {
        return List.of(name, inputs, steps, outputs, timeLimit);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this || (other instanceof Workflow that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "Workflow[name=" + name + ", inputs=" + inputs + ", steps=" + steps + ", outputs=" + outputs
                + ", timeLimit=" + timeLimit + "]";
    }

    /**
     * Builds a {@link Workflow}; each setter is named as the component that it sets, and null clears an optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String name;
        private Map<String, Optional<Object>> inputs = Map.of();
        private List<Step> steps = List.of();
        private Map<String, String> outputs = Map.of();
        private @Nullable Duration timeLimit;

        private Builder(String name) {
            this.name = name;
        }

        private Builder(Workflow from) {
            name = from.name;
            inputs = from.inputs;
            steps = from.steps;
            outputs = from.outputs;
            timeLimit = from.timeLimit.orElse(null);
        }

        public Builder name(String value) {
            name = value;
            return this;
        }

        public Builder inputs(Map<String, Optional<Object>> value) {
            inputs = value;
            return this;
        }

        public Builder steps(List<Step> value) {
            steps = value;
            return this;
        }

        public Builder outputs(Map<String, String> value) {
            outputs = value;
            return this;
        }

        public Builder timeLimit(@Nullable Duration value) {
            timeLimit = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if a name is malformed, a value is not JSON, or the time limit is out of
         *     its range
         */
        @CheckReturnValue
        public Workflow build() {
            return new Workflow(this);
        }
    }
}
