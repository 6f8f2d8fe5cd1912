package io.codefleet.broker;

import io.codefleet.Outcome;
import java.util.List;
import java.util.Set;

/**
 * The answer to a follow.
 *
 * @param ended the outcomes of those that have ended
 * @param unknown the ids without a task
 */
public record FollowReply(List<Outcome> ended, Set<String> unknown) {
    public FollowReply {
        ended = List.copyOf(ended);
        unknown = Set.copyOf(unknown);
    }
}
