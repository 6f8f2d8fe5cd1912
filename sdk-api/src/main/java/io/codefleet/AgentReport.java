package io.codefleet;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an agent went about a task, over all turns of the attempt that completed. Immutable.
 *
 * @param todos the agent's own list of what is to be done, as it left it
 * @param tools the tools that it used, in the order of their first use; those of subagents count for the subagent's tool
 * @param steps how many answers of a model it took
 * @param inModel how long it waited for models
 * @param inTools how long tools ran; where several ran at once, the time counts once
 * @param truncated whether the answer ends where the model reached the most that it may say, so that its end is missing
 */
public record AgentReport(
        List<Todo> todos, List<ToolUse> tools, int steps, Duration inModel, Duration inTools, boolean truncated) {
    /** Nothing is known. */
    public static final AgentReport NONE = new AgentReport(List.of(), List.of(), 0, Duration.ZERO, Duration.ZERO);

    /**
     * One line of the agent's list.
     *
     * @param content what is to be done
     * @param status as the agent names it: {@code pending}, {@code in_progress}, {@code completed}, {@code cancelled}
     */
    public record Todo(String content, String status) {}

    /**
     * What a tool was used for.
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

        /** The sum of both, which are of one tool; a part stays at its bound where it would be more. */
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

    /** @throws io.codefleet.error.InvalidInputException if a component is negative */
    public AgentReport {
        todos = List.copyOf(todos);
        tools = List.copyOf(tools);
        Check.range("result.agent.steps", steps, 0, Integer.MAX_VALUE);
        Check.notNegative("result.agent.inModel", inModel);
        Check.notNegative("result.agent.inTools", inTools);
    }

    /** Of an answer that is whole. */
    public AgentReport(List<Todo> todos, List<ToolUse> tools, int steps, Duration inModel, Duration inTools) {
        this(todos, tools, steps, inModel, inTools, false);
    }

    /** A copy that says whether the end of the answer is missing. */
    public AgentReport truncated(boolean value) {
        return new AgentReport(todos, tools, steps, inModel, inTools, value);
    }

    /** Both after another: sums, the later answer, and the later list of what is to be done unless that is empty. */
    public AgentReport then(AgentReport later) {
        Map<String, ToolUse> all = new LinkedHashMap<>();
        List<ToolUse> uses = new ArrayList<>(tools);
        uses.addAll(later.tools);
        uses.forEach(use -> all.merge(use.tool(), use, ToolUse::plus));
        return new AgentReport(
                later.todos.isEmpty() ? todos : later.todos,
                List.copyOf(all.values()),
                steps + later.steps,
                inModel.plus(later.inModel),
                inTools.plus(later.inTools),
                later.truncated);
    }
}
