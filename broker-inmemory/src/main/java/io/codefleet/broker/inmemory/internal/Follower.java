package io.codefleet.broker.inmemory.internal;

import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import java.util.List;

/** A client that hears of tasks. Called without the store's lock, from any thread. */
public interface Follower {
    /** Handles the outcomes of tasks that this client follows. */
    void outcomes(List<Outcome> outcomes);

    /** Handles new progress of a task that this client watches. */
    void progress(Progress progress);

    /** Handles lines that a worker sends of its log. */
    void log(LogLines lines);
}
