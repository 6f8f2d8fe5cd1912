package io.codefleet;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that an agent does in an attempt, for those who observe the attempt in the process of its worker, such as a tracer: a
 * turn, a request to a model within it, a tool that the model calls. It has names, times and consumption, and never a prompt, an
 * answer, or the input and output of a tool.
 *
 * <p>What starts also ends, by an activity with the same id, unless the turn around it ends first. Times are by the clock of the
 * worker's machine. Immutable.
 *
 * <p>Variants may be added in a minor release: a program that distinguishes them needs a branch for those that it does not know.
 *
 * @see Attempt#observe(AgentActivity)
 */
public sealed interface AgentActivity {
    /** Returns what distinguishes it from the others of the attempt. */
    String id();

    /** Returns when it started, or ended. */
    Instant at();

    /**
     * The agent starts a turn: it is asked something. An attempt has one turn at a time.
     *
     * @param id which turn
     * @param at when
     */
    record TurnStarted(String id, Instant at) implements AgentActivity {}

    /**
     * The turn has ended, and all that it started with it.
     *
     * @param id which turn
     * @param at when
     * @param usage what all its requests to models consumed
     * @param error the kind of the error that ended it; absent if there is an answer
     */
    record TurnEnded(String id, Instant at, Usage usage, Optional<String> error) implements AgentActivity {}

    /**
     * A model is asked.
     *
     * @param id which request
     * @param parent the tool whose subagent asks; absent: the turn itself
     * @param at when
     * @param model which model, as {@code provider/name}; absent if that is not known
     */
    record ModelStarted(String id, Optional<String> parent, Instant at, Optional<String> model)
            implements AgentActivity {}

    /**
     * A model has answered, and the tools that it called have ended.
     *
     * @param id which request
     * @param at when
     * @param usage its tokens and cost
     * @param end why the model stopped
     */
    record ModelEnded(String id, Instant at, Usage usage, ModelEnd end) implements AgentActivity {}

    /**
     * Reason for which a model stopped.
     *
     * @param finish in the words of the agent, such as {@code stop}, {@code length} or {@code tool-calls}; absent if it did not say
     * @param error the name of the error; absent if there was none
     */
    record ModelEnd(Optional<String> finish, Optional<String> error) {}

    /**
     * A tool starts.
     *
     * @param id which use of a tool
     * @param parent the request to the model whose answer called it; absent if that is not known
     * @param at when
     * @param tool its name
     * @param callId how the model names the call; absent if that is not known
     */
    record ToolStarted(String id, Optional<String> parent, Instant at, String tool, Optional<String> callId)
            implements AgentActivity {}

    /**
     * A tool has ended.
     *
     * @param id which use of a tool
     * @param at when
     * @param failed whether it failed, or was refused
     */
    record ToolEnded(String id, Instant at, boolean failed) implements AgentActivity {}
}
