package io.codefleet;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedSet;

/**
 * What a list of tasks shows of one. Holds neither prompt nor result.
 *
 * @param id its id
 * @param type its type
 * @param status where it is in its life
 * @param priority its priority
 * @param requiredCapabilities what a worker must offer
 * @param attempt the number of the last attempt; 0 before the first
 * @param failures how many attempts have failed
 * @param workerId who runs it, or ran it last
 * @param submittedAt when it was submitted, by the broker's clock
 * @param startedAt when the last attempt began
 * @param finishedAt when it ended
 * @param dueAt when it may start; for a delayed task
 * @param parentId the task it is a part of
 * @param cancelRequested whether a cancel is on its way to the running attempt
 */
public record TaskSummary(
        String id,
        String type,
        TaskStatus status,
        int priority,
        SortedSet<String> requiredCapabilities,
        int attempt,
        int failures,
        Optional<String> workerId,
        Instant submittedAt,
        Optional<Instant> startedAt,
        Optional<Instant> finishedAt,
        Optional<Instant> dueAt,
        Optional<String> parentId,
        boolean cancelRequested) {}
