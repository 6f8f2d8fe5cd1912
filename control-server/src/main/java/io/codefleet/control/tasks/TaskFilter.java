package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import io.codefleet.annotation.CheckReturnValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Filter of tasks in a search. A task must match all of its parts.
 *
 * @param facets the values for each facet: of those of {@link TaskFacet#TAG} a task has all, of the others one
 * @param text a part of the id, whatever its case
 * @param since submitted at this time or later
 * @param until submitted before this time
 * @param minCost the price in US dollars at least
 * @param maxCost the price in US dollars at most
 */
@CheckReturnValue
public record TaskFilter(
        Map<TaskFacet, Set<String>> facets,
        Optional<String> text,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<BigDecimal> minCost,
        Optional<BigDecimal> maxCost) {
    /** All tasks. */
    public static final TaskFilter ALL = new TaskFilter(
            Map.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Copies the facets in a fixed order, so that equal filters have the same text. */
    public TaskFilter {
        Map<TaskFacet, Set<String>> sorted = new EnumMap<>(TaskFacet.class);
        facets.forEach((facet, values) -> sorted.put(facet, Collections.unmodifiableSet(new TreeSet<>(values))));
        facets = Collections.unmodifiableMap(sorted);
        text = text.map(value -> value.toLowerCase(Locale.ROOT));
    }

    /** Returns a copy that accepts these values of a facet only. */
    public TaskFilter with(TaskFacet facet, Set<String> values) {
        Map<TaskFacet, Set<String>> changed = new EnumMap<>(TaskFacet.class);
        changed.putAll(facets);
        changed.put(facet, values);
        return new TaskFilter(changed, text, since, until, minCost, maxCost);
    }

    /** Returns whether each task has to be looked at, as an index does not answer a part of the filter. */
    boolean looksAtTasks() {
        return text.isPresent() || since.isPresent() || until.isPresent() || minCost.isPresent() || maxCost.isPresent();
    }

    /** Returns whether a task keeps to the parts that no index answers. */
    boolean accepts(TaskSummary task, String searchText) {
        return text.map(searchText::contains).orElse(true)
                && since.map(from -> !task.submittedAt().isBefore(from)).orElse(true)
                && until.map(task.submittedAt()::isBefore).orElse(true)
                && minCost.map(least -> TaskOrder.cost(task).compareTo(least) >= 0)
                        .orElse(true)
                && maxCost.map(most -> TaskOrder.cost(task).compareTo(most) <= 0)
                        .orElse(true);
    }
}
