package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Report on an agent's work for a task, over all turns of the attempt that completed. Immutable. */
@CheckReturnValue
public final class AgentReport {
    /** Nothing is known. */
    public static final AgentReport NONE = builder().build();

    private final List<Todo> todos;
    private final List<ToolUse> tools;
    private final int steps;
    private final Duration inModel;
    private final Duration inTools;
    private final boolean truncated;

    private AgentReport(Builder builder) {
        this.todos = List.copyOf(builder.todos);
        this.tools = List.copyOf(builder.tools);
        this.steps = builder.steps;
        this.inModel = builder.inModel;
        this.inTools = builder.inTools;
        this.truncated = builder.truncated;
        Check.range("result.agent.steps", steps, 0, Integer.MAX_VALUE);
        Check.notNegative("result.agent.inModel", inModel);
        Check.notNegative("result.agent.inTools", inTools);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the agent's own list of what is to be done, as it left it. */
    public List<Todo> todos() {
        return todos;
    }

    /**
     * Returns the tools that it used, in the order of their first use; those of subagents count for the subagent's
     * tool.
     */
    public List<ToolUse> tools() {
        return tools;
    }

    /** Returns how many answers of a model it took. */
    public int steps() {
        return steps;
    }

    /** Returns how long it waited for models. */
    public Duration inModel() {
        return inModel;
    }

    /** Returns how long tools ran; where several ran at once, the time counts once. */
    public Duration inTools() {
        return inTools;
    }

    /** Returns whether the answer ends where the model reached the most that it may say, so that its end is missing. */
    public boolean truncated() {
        return truncated;
    }

    /**
     * One line of the agent's list.
     *
     * @param content what is to be done
     * @param status as the agent names it: {@code pending}, {@code in_progress}, {@code completed}, {@code cancelled}
     */
    public record Todo(String content, String status) {}

    /**
     * Use of a tool.
     *
     * @param tool its name
     * @param calls how many times it was used
     * @param failed how many of them failed, or were refused
     * @param time how long they ran, added up
     */
    public record ToolUse(String tool, int calls, int failed, Duration time) {
        /** @throws io.codefleet.error.InvalidInputException if a component is negative */
        public ToolUse {
            Check.range("result.agent.tools.calls", calls, 0, Integer.MAX_VALUE);
            Check.range("result.agent.tools.failed", failed, 0, calls);
            Check.notNegative("result.agent.tools.time", time);
        }

        /** Returns the sum of both, which are of one tool; a part stays at its bound where it would be more. */
        ToolUse plus(ToolUse other) {
            Duration sum = time.plus(other.time);
            return new ToolUse(
                    tool,
                    sum(calls, other.calls),
                    sum(failed, other.failed),
                    sum.compareTo(Check.MAX_DURATION) < 0 ? sum : Check.MAX_DURATION);
        }

        private static int sum(int one, int other) {
            return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
        }
    }

    /** Returns a copy with whether the end of the answer is missing. */
    public AgentReport truncated(boolean value) {
        return toBuilder().truncated(value).build();
    }

    /**
     * Returns the report of this attempt and a later one together: the sums, the later answer, and the later list of what is
     * to be done unless that is empty.
     */
    public AgentReport then(AgentReport later) {
        Map<String, ToolUse> all = new LinkedHashMap<>();
        List<ToolUse> uses = new ArrayList<>(tools);
        uses.addAll(later.tools);
        uses.forEach(use -> all.merge(use.tool(), use, ToolUse::plus));
        return builder()
                .todos(later.todos.isEmpty() ? todos : later.todos)
                .tools(List.copyOf(all.values()))
                .steps(steps + later.steps)
                .inModel(inModel.plus(later.inModel))
                .inTools(inTools.plus(later.inTools))
                .truncated(later.truncated)
                .build();
    }

    private List<Object> components() {
        return List.of(todos, tools, steps, inModel, inTools, truncated);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof AgentReport that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "AgentReport[todos=" + todos + ", tools=" + tools + ", steps=" + steps + ", inModel=" + inModel
                + ", inTools=" + inTools + ", truncated=" + truncated + "]";
    }

    /** Builds an {@link AgentReport}; each setter is named as the component that it sets. */
    @CanIgnoreReturnValue
    public static final class Builder {
        private List<Todo> todos = List.of();
        private List<ToolUse> tools = List.of();
        private int steps;
        private Duration inModel = Duration.ZERO;
        private Duration inTools = Duration.ZERO;
        private boolean truncated;

        private Builder() {}

        private Builder(AgentReport from) {
            todos = from.todos;
            tools = from.tools;
            steps = from.steps;
            inModel = from.inModel;
            inTools = from.inTools;
            truncated = from.truncated;
        }

        public Builder todos(List<Todo> value) {
            todos = value;
            return this;
        }

        public Builder tools(List<ToolUse> value) {
            tools = value;
            return this;
        }

        public Builder steps(int value) {
            steps = value;
            return this;
        }

        public Builder inModel(Duration value) {
            inModel = value;
            return this;
        }

        public Builder inTools(Duration value) {
            inTools = value;
            return this;
        }

        public Builder truncated(boolean value) {
            truncated = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws io.codefleet.error.InvalidInputException if a component is negative
         */
        @CheckReturnValue
        public AgentReport build() {
            return new AgentReport(this);
        }
    }
}
