package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.agent.Agent;

/** Asks someone whether an agent may do what it asks for. */
@FunctionalInterface
public interface Approvals {
    /** Asks nobody, so that it is decided with no when its time is over. */
    Approvals NONE = (attempt, step, asked) -> {};

    /**
     * Asks, and does not wait for the answer.
     *
     * @param attempt whose agent asks
     * @param step a name for it within the task
     * @param asked what is asked, and what takes the decision
     */
    void request(Attempt attempt, String step, Agent.Event.Asked asked);
}
