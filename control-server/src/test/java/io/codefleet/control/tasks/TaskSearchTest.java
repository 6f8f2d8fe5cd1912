package io.codefleet.control.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.TaskLabels;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares the table with a plain list of the same tasks. */
class TaskSearchTest {
    private static final int TASKS = 300;

    private final Random random = new Random(7);
    private final Map<String, TaskSummary> model = new HashMap<>();
    private final TaskTable table = new TaskTable(1000);

    private TaskSummary task(String id) {
        List<TaskStatus> all = List.of(TaskStatus.values());
        TaskStatus status = all.get(random.nextInt(all.size()));
        Instant submitted = Instant.ofEpochMilli(1_000_000 + random.nextInt(100));
        Optional<Instant> started =
                status.isTerminal() ? Optional.of(submitted.plusMillis(random.nextInt(5))) : Optional.empty();
        return TaskSummary.builder(id, "type" + random.nextInt(3), status, submitted)
                .requiredCapabilities(new TreeSet<>(Set.of("java")))
                .attempt(1)
                .workerId(random.nextBoolean() ? "worker" + random.nextInt(5) : null)
                .startedAt(started.orElse(null))
                .finishedAt(started.map(at -> at.plusMillis(random.nextInt(10))).orElse(null))
                .labels(new TaskLabels(
                        Optional.of("ann"),
                        new TreeMap<>(Map.of(
                                "team",
                                "t" + random.nextInt(2),
                                "area",
                                "a" + random.nextInt(2),
                                "title",
                                "Un \u00c9t\u00e9 " + random.nextInt(4))),
                        Optional.of("project" + random.nextInt(3)),
                        Optional.empty()))
                .cost(new BigDecimal(random.nextInt(5)))
                .build();
    }

    private void change(int steps) {
        for (int i = 0; i < steps; i++) {
            String id = "Task-" + random.nextInt(TASKS);
            if (random.nextInt(4) == 0) {
                model.remove(id);
                table.remove(id);
            } else {
                // The time of a submit never changes.
                TaskSummary next = model.containsKey(id) ? withSubmit(task(id), model.get(id)) : task(id);
                model.put(id, next);
                table.put(next);
            }
        }
    }

    private static TaskSummary withSubmit(TaskSummary task, TaskSummary before) {
        return task.toBuilder().submittedAt(before.submittedAt()).build();
    }

    private static TaskFilter facets(Map<TaskFacet, Set<String>> facets) {
        return new TaskFilter(
                facets, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static TaskFilter text(String text) {
        return new TaskFilter(
                Map.of(), Optional.of(text), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static List<TaskFilter> filters() {
        return List.of(
                TaskFilter.ALL,
                facets(Map.of(TaskFacet.STATUS, Set.of("COMPLETED", "FAILED"))),
                facets(Map.of(TaskFacet.TYPE, Set.of("type1"), TaskFacet.WORKER, Set.of("worker2"))),
                facets(Map.of(TaskFacet.WORKER, Set.of("none"))),
                text("1"),
                text("-1"),
                text("K-2"),
                text("sk-29"),
                text("\u00e9t\u00e9 2"),
                text("task-1x"),
                text("nowhere"),
                facets(Map.of(TaskFacet.TAG, Set.of("team=t1", "area=a0"), TaskFacet.PROJECT, Set.of("project1"))),
                new TaskFilter(
                        Map.of(TaskFacet.TYPE, Set.of("type0")),
                        Optional.of("tASK-1"),
                        Optional.of(Instant.ofEpochMilli(1_000_020)),
                        Optional.of(Instant.ofEpochMilli(1_000_080)),
                        Optional.of(new BigDecimal("1")),
                        Optional.of(new BigDecimal("3"))));
    }

    private static boolean expected(TaskFilter filter, TaskSummary task) {
        boolean facets = filter.facets().entrySet().stream()
                .allMatch(facet -> facet.getKey() == TaskFacet.TAG
                        ? facet.getKey().values(task).containsAll(facet.getValue())
                        : facet.getKey().values(task).stream().anyMatch(facet.getValue()::contains));
        String text = (task.id() + "\n" + task.tags().getOrDefault("title", "")).toLowerCase(Locale.ROOT);
        return facets && filter.accepts(task, text);
    }

    private List<TaskSummary> pages(TaskFilter filter, TaskOrder order) {
        List<TaskSummary> all = new ArrayList<>();
        Optional<ListPosition> after = Optional.empty();
        do {
            TaskSearch.FoundTasks found = new TaskSearch(table, filter).page(order, after, 7);
            assertThat(found.items()).hasSizeLessThanOrEqualTo(7);
            assertThat(found.total()).isEqualTo((int) model.values().stream()
                    .filter(task -> expected(filter, task))
                    .count());
            all.addAll(found.items());
            after = found.next();
        } while (after.isPresent());
        return all;
    }

    @ParameterizedTest
    @EnumSource(TaskOrder.class)
    void pagesOfTheTableAreTheSortedListOfWhatMatches(TaskOrder order) {
        for (int round = 0; round < 20; round++) {
            change(200);
            if (round % 4 == 3) {
                // Nobody searched for a text between the two.
                table.dropUnusedTextIndex();
                table.dropUnusedTextIndex();
                change(200);
            }
            for (TaskFilter filter : filters()) {
                List<TaskSummary> expected = model.values().stream()
                        .filter(task -> expected(filter, task))
                        .sorted(Comparator.comparing(
                                (TaskSummary task) -> ListPosition.of(task, order), ListPosition.FIRST))
                        .toList();
                assertThat(pages(filter, order)).isEqualTo(expected);
            }
        }
    }

    @Test
    void aFullTableKeepsTheNewest() {
        change(1000);
        table.keepNewest(50);
        List<TaskSummary> newest = model.values().stream()
                .sorted(Comparator.comparing(
                        (TaskSummary task) -> ListPosition.of(task, TaskOrder.NEWEST), ListPosition.FIRST))
                .limit(50)
                .toList();
        assertThat(new TaskSearch(table, TaskFilter.ALL)
                        .page(TaskOrder.NEWEST, Optional.empty(), 100)
                        .items())
                .isEqualTo(newest);
        assertThat(table.counts(TaskFacet.TYPE).values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(50);
    }

    @Test
    void aTableHoldsAboutAsManyTasksAsItMay() {
        TaskTable small = new TaskTable(100);
        for (int i = 0; i < 100; i++) {
            small.put(task("t" + i));
        }
        assertThat(small.overflowed()).isFalse();
        for (int i = 100; i < 500; i++) {
            small.put(task("t" + i));
            assertThat(small.size()).isLessThanOrEqualTo(101);
        }
        assertThat(small.overflowed()).isTrue();
    }

    @Test
    void aCursorIsOfOneListOnly() {
        ListPosition position = ListPosition.of(task("x"), TaskOrder.NEWEST);
        ListCursor list = new ListCursor("a", TaskFilter.ALL, TaskOrder.NEWEST);
        String cursor = list.encode(position);
        assertThat(list.decode(cursor)).isEqualTo(position);
        for (ListCursor other : List.of(
                new ListCursor("b", TaskFilter.ALL, TaskOrder.NEWEST),
                new ListCursor("a", TaskFilter.ALL, TaskOrder.COST),
                new ListCursor("a", filters().get(1), TaskOrder.NEWEST))) {
            assertThatThrownBy(() -> other.decode(cursor)).isInstanceOf(InvalidCursorException.class);
        }
        for (String wrong : List.of("", "nonsense", "eyJ2IjoxfQ", cursor.substring(1), cursor + "!")) {
            assertThatThrownBy(() -> list.decode(wrong)).isInstanceOf(InvalidCursorException.class);
        }
    }
}
