package io.codefleet.micrometer;

import io.codefleet.agent.AgentVitals;

/** Answers what {@link WorkerMeters} measures of a worker. Any thread may call it; it neither blocks nor throws. */
public interface WorkerProbe {
    /** Returns whether calls to the broker succeed. */
    boolean brokerConnected();

    /** Returns the condition of the agent; {@link AgentVitals#NONE} while there is none. */
    AgentVitals agent();

    /** Returns how many tasks the worker runs; 0 before the worker has joined the fleet. */
    int running();

    /** Returns how many tasks the worker may run at once; 0 before the worker has joined the fleet. */
    int slots();
}
