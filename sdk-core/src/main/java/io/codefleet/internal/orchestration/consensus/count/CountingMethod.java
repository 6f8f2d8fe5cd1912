package io.codefleet.internal.orchestration.consensus.count;

import io.codefleet.TaskResult;
import io.vertx.core.Future;
import java.util.List;

/**
 * A way to count votes.
 *
 * @param <M> the kind of what is counted
 */
public interface CountingMethod<M> {
    /** Reads the part of an answer that is counted. Fails, with the reason as message, if it is not there. */
    Future<M> read(TaskResult answer);

    /** Counts the ballots, which are in the order of the voters; a count depends on nothing else. */
    Count count(List<Ballot<M>> ballots);
}
