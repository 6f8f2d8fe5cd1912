package io.codefleet.control.tasks;

import io.codefleet.TaskSummary;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.BitSetUtil;
import org.roaringbitmap.FastAggregation;
import org.roaringbitmap.RoaringBitmap;

/** One search in a table. The indexes select rows first; what they do not know is looked up task by task. */
final class TaskSearch {
    private final TaskTable table;
    private final TaskFilter filter;
    private final @Nullable BitSet selected;

    /**
     * Result of a search.
     *
     * @param items one page of the tasks
     * @param next the position behind which the next page begins
     * @param total how many tasks match, on all pages
     */
    record FoundTasks(List<TaskSummary> items, Optional<ListPosition> next, int total) {}

    TaskSearch(TaskTable table, TaskFilter filter) {
        this.table = table;
        this.filter = filter;
        this.selected = select(table, filter);
    }

    private static @Nullable BitSet select(TaskTable table, TaskFilter filter) {
        List<RoaringBitmap> parts = new ArrayList<>();
        filter.facets().forEach((facet, values) -> parts.add(rows(table, facet, values)));
        filter.text().flatMap(table::rowsWithText).ifPresent(parts::add);
        return parts.isEmpty() ? null : BitSetUtil.bitsetOf(FastAggregation.and(parts.iterator()));
    }

    private static RoaringBitmap rows(TaskTable table, TaskFacet facet, Set<String> values) {
        RoaringBitmap[] each =
                values.stream().map(value -> table.rows(facet, value)).toArray(RoaringBitmap[]::new);
        return facet.all() ? FastAggregation.and(each) : FastAggregation.or(each);
    }

    FoundTasks page(TaskOrder order, Optional<ListPosition> after, int limit) {
        return order == TaskOrder.NEWEST ? newest(after, limit) : sorted(order, after, limit);
    }

    private boolean matches(int row) {
        return (selected == null || selected.get(row)) && filter.accepts(table.task(row), table.text(row));
    }

    private FoundTasks newest(Optional<ListPosition> after, int limit) {
        List<TaskSummary> items = new ArrayList<>(limit);
        boolean more = false;
        int total = 0;
        for (int place = table.size() - 1; place >= 0; place--) {
            int row = table.rowAt(place);
            if (!matches(row)) {
                continue;
            }
            total++;
            boolean passed =
                    after.isPresent() && !behind(after.get(), ListPosition.of(table.task(row), TaskOrder.NEWEST));
            if (more || passed) {
                continue;
            }
            if (items.size() < limit) {
                items.add(table.task(row));
                continue;
            }
            more = true;
            if (!filter.looksAtTasks()) {
                total = selected == null ? table.size() : selected.cardinality();
                break;
            }
        }
        return new FoundTasks(items, next(items, more, TaskOrder.NEWEST), total);
    }

    private FoundTasks sorted(TaskOrder order, Optional<ListPosition> after, int limit) {
        PriorityQueue<ListPosition> first = new PriorityQueue<>(ListPosition.FIRST.reversed());
        int total = 0;
        for (int place = table.size() - 1; place >= 0; place--) {
            int row = table.rowAt(place);
            if (!matches(row)) {
                continue;
            }
            total++;
            ListPosition position = ListPosition.of(table.task(row), order);
            boolean beyond = first.size() > limit && behind(first.element(), position);
            if (!beyond && (after.isEmpty() || behind(after.get(), position))) {
                first.add(position);
                if (first.size() > limit + 1) {
                    first.remove();
                }
            }
        }
        List<TaskSummary> items = first.stream()
                .sorted(ListPosition.FIRST)
                .limit(limit)
                .flatMap(position -> table.find(position.id()).stream())
                .toList();
        return new FoundTasks(items, next(items, first.size() > limit, order), total);
    }

    private static boolean behind(ListPosition cursor, ListPosition position) {
        return ListPosition.FIRST.compare(cursor, position) < 0;
    }

    private static Optional<ListPosition> next(List<TaskSummary> items, boolean more, TaskOrder order) {
        return more ? Optional.of(ListPosition.of(items.get(items.size() - 1), order)) : Optional.empty();
    }
}
