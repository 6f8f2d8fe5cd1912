package io.codefleet.agent.worker;

import io.codefleet.Attempt;

/** Observer of each attempt that the worker runs. Called on the worker's event loop; must neither block nor throw. */
public interface AttemptObserver {
    /** Observes the start of an attempt. */
    void started(Attempt attempt);

    /** Observes the end of an attempt, as far as this worker is concerned. */
    void ended(Attempt attempt, AttemptEnd end);

    /** Observes that a part of the attempt's transcript could not be stored; it is tried again. On any thread. */
    default void transcriptFailed(Attempt attempt) {}
}
