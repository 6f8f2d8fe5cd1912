package io.codefleet;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
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
 * @param labels who submitted it, its tags, its project and the model it asks for
 * @param cost what its ended attempts cost together, in US dollars, as far as that is known; a running attempt does not count
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
        boolean cancelRequested,
        TaskLabels labels,
        BigDecimal cost) {

    /** Shorthand for {@link TaskLabels#submitter()}. */
    public Optional<String> submitter() {
        return labels.submitter();
    }

    /** Shorthand for {@link TaskLabels#tags()}. */
    public SortedMap<String, String> tags() {
        return labels.tags();
    }

    /** Shorthand for {@link TaskLabels#project()}. */
    public Optional<String> project() {
        return labels.project();
    }

    /** Shorthand for {@link TaskLabels#model()}. */
    public Optional<String> model() {
        return labels.model();
    }
}
