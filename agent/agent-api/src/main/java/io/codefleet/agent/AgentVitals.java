package io.codefleet.agent;

import java.util.OptionalLong;

/**
 * Health of an agent, for its operator.
 *
 * @param healthy whether it would take a turn now
 * @param restarts how often it was started again since the worker began
 * @param memoryBytes what its processes take, as far as that is known
 */
public record AgentVitals(boolean healthy, long restarts, OptionalLong memoryBytes) {
    /** Returns the vitals of both agents as one: healthy if one of them is. */
    public AgentVitals plus(AgentVitals other) {
        return new AgentVitals(
                healthy || other.healthy,
                restarts + other.restarts,
                memoryBytes.isPresent() || other.memoryBytes.isPresent()
                        ? OptionalLong.of(memoryBytes.orElse(0) + other.memoryBytes.orElse(0))
                        : OptionalLong.empty());
    }

    /** Before the agent exists. */
    public static final AgentVitals NONE = new AgentVitals(false, 0, OptionalLong.empty());
    /** One that never fails as far as anybody knows. */
    public static final AgentVitals UNKNOWN = new AgentVitals(true, 0, OptionalLong.empty());
}
