package io.codefleet.broker;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Asks for tasks.
 *
 * @param workerId who asks; registered by a heartbeat before
 * @param max how many at most; at least 1
 * @param lease how long the leases last
 * @param held the ids of the tasks that the worker knows to hold, given when the answer of an earlier claim was lost: leases
 *     of this worker that are not among them are handed out again (same token), before new ones, as the worker never heard
 *     of them. Absent in the normal case
 */
public record ClaimRequest(String workerId, int max, Duration lease, Optional<Set<String>> held) {
    /** Creates a request for tasks, with the usual values for the rest. */
    public static ClaimRequest of(String workerId, int max, Duration lease) {
        return new ClaimRequest(workerId, max, lease, Optional.empty());
    }
}
