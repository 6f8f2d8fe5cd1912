package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One page of a list of tasks.
 *
 * @param items the tasks
 * @param next the cursor of the next page; absent on the last
 * @param total how many tasks match, on all pages
 * @param asOf changes before this time are in the answer
 * @param complete whether the read model holds all tasks that the broker keeps, with all changes that this process has made and
 *     no known change that waits for long; if not, tasks may be missing or old
 */
public record TaskList(List<TaskSummary> items, Optional<String> next, int total, Instant asOf, boolean complete) {
    /** Copies the items. */
    public TaskList {
        items = List.copyOf(items);
    }
}
