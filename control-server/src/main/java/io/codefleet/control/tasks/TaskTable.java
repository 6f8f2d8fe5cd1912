package io.codefleet.control.tasks;

import com.github.benmanes.caffeine.cache.Interner;
import io.codefleet.TaskLabels;
import io.codefleet.TaskSummary;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.RoaringBitmap;

/**
 * Tasks in the order of their submits, with an index of each facet. A task has a row; the order is an array of rows, and an index
 * is a bitmap of rows for each value. Confined to one thread at a time.
 */
final class TaskTable {
    private static final int FIRST_CAPACITY = 1024;
    private static final int SLACK = 100;
    /** The tag whose value is the title of a task. */
    private static final String TITLE_TAG = "title";

    private final Interner<String> names = Interner.newWeakInterner();
    private final Interner<TaskLabels> labels = Interner.newWeakInterner();
    private final Interner<SortedSet<String>> sets = Interner.newWeakInterner();
    private final Map<String, Integer> rowById = new HashMap<>();
    private final Map<TaskFacet, Map<String, RoaringBitmap>> indexes = new EnumMap<>(TaskFacet.class);
    /** Exists while somebody searches for texts: a text has many entries, which would take much of the time of a submit. */
    private Optional<TextIndex> textIndex = Optional.empty();

    private boolean textSearched;
    private final RoaringBitmap freeRows = new RoaringBitmap();
    private @Nullable TaskSummary[] tasks = new TaskSummary[FIRST_CAPACITY];
    private @Nullable String[] texts = new String[FIRST_CAPACITY];
    private int[] order = new int[FIRST_CAPACITY];
    private final int maxTasks;
    private int size;
    private int rows;
    private boolean overflowed;

    /**
     * Creates an empty table.
     *
     * @param maxTasks how many tasks it holds, about; of more the newest
     */
    TaskTable(int maxTasks) {
        this.maxTasks = maxTasks;
        for (TaskFacet facet : TaskFacet.values()) {
            indexes.put(facet, new HashMap<>());
        }
    }

    /** Returns whether tasks were removed for want of room since {@link #beginLoad()}. */
    boolean overflowed() {
        return overflowed;
    }

    void beginLoad() {
        overflowed = false;
    }

    int size() {
        return size;
    }

    /** Returns the row of the task that was submitted {@code place}-th. */
    int rowAt(int place) {
        return order[place];
    }

    TaskSummary task(int row) {
        TaskSummary task = tasks[row];
        if (task == null) {
            throw new IllegalStateException("row " + row + " is free");
        }
        return task;
    }

    /** Returns the text in which a search looks, in lower case. */
    String text(int row) {
        String text = texts[row];
        return text == null ? "" : text;
    }

    /** Returns the rows whose text contains this one in lower case, and some others; not to be changed. Empty if these are all. */
    Optional<RoaringBitmap> rowsWithText(String text) {
        if (text.length() < 2) {
            // Most texts have any one character.
            return Optional.empty();
        }
        textSearched = true;
        TextIndex index = textIndex.orElseGet(this::indexTexts);
        textIndex = Optional.of(index);
        return Optional.of(index.candidates(text));
    }

    private TextIndex indexTexts() {
        TextIndex index = new TextIndex();
        for (int place = 0; place < size; place++) {
            index.add(order[place], text(order[place]));
        }
        return index;
    }

    /** Drops the index of texts if nobody has searched for one since the last call; the next search makes it again. */
    void dropUnusedTextIndex() {
        if (!textSearched) {
            textIndex = Optional.empty();
        }
        textSearched = false;
    }

    Optional<TaskSummary> find(String id) {
        return Optional.ofNullable(rowById.get(id)).map(this::task);
    }

    /** Returns the rows of the tasks that have this value; not to be changed. */
    RoaringBitmap rows(TaskFacet facet, String value) {
        RoaringBitmap found = index(facet).get(value);
        return found == null ? new RoaringBitmap() : found;
    }

    /** Returns the values of a facet with the number of tasks that have each. */
    Map<String, Integer> counts(TaskFacet facet) {
        Map<String, Integer> counts = new HashMap<>();
        index(facet).forEach((value, found) -> counts.put(value, found.getCardinality()));
        return counts;
    }

    /** Returns the values of a facet with what the tasks that have each have cost. */
    Map<String, BigDecimal> costs(TaskFacet facet) {
        Map<String, BigDecimal> costs = new HashMap<>();
        index(facet)
                .forEach((value, found) -> costs.put(
                        value,
                        found.stream()
                                .mapToObj(row -> task(row).cost())
                                .filter(cost -> cost.signum() > 0)
                                .reduce(BigDecimal.ZERO, BigDecimal::add)));
        return costs;
    }

    void put(TaskSummary given) {
        TaskSummary task = compact(given);
        Integer known = rowById.get(task.id());
        if (known != null) {
            unindex(known);
            store(known, task);
        } else {
            int row = freeRow();
            rowById.put(task.id(), row);
            store(row, task);
            insert(row);
            // Many at once, as each removal moves the whole order.
            if (size > maxTasks + maxTasks / SLACK) {
                keepNewest(maxTasks);
                overflowed = true;
            }
        }
    }

    void remove(String id) {
        Integer row = rowById.get(id);
        if (row != null) {
            int place = place(task(row));
            System.arraycopy(order, place + 1, order, place, size - place - 1);
            size--;
            release(row);
        }
    }

    /** Removes the tasks that match, in one step over all. */
    void removeIf(Predicate<TaskSummary> condition) {
        int kept = 0;
        for (int place = 0; place < size; place++) {
            int row = order[place];
            if (condition.test(task(row))) {
                release(row);
            } else {
                order[kept++] = row;
            }
        }
        size = kept;
    }

    private void store(int row, TaskSummary task) {
        tasks[row] = task;
        storeText(row, text(task));
        for (TaskFacet facet : TaskFacet.values()) {
            for (String value : facet.values(task)) {
                index(facet)
                        .computeIfAbsent(value, first -> new RoaringBitmap())
                        .add(row);
            }
        }
    }

    /**
     * Stores the text of a row if it differs from the known one. Ids and titles rarely change, and a text has many
     * entries in the index.
     */
    private void storeText(int row, String text) {
        String known = texts[row];
        if (known == null || !known.equals(text)) {
            textIndex.ifPresent(index -> index.replace(row, known, text));
            texts[row] = text;
        }
    }

    private static String text(TaskSummary task) {
        String title = task.tags().get(TITLE_TAG);
        String text = title == null ? task.id() : task.id() + "\n" + title;
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals(task.id()) ? task.id() : lower;
    }

    private void unindex(int row) {
        for (TaskFacet facet : TaskFacet.values()) {
            for (String value : facet.values(task(row))) {
                RoaringBitmap rowsOfValue = rows(facet, value);
                rowsOfValue.remove(row);
                if (rowsOfValue.isEmpty()) {
                    index(facet).remove(value);
                }
            }
        }
    }

    private void release(int row) {
        unindex(row);
        rowById.remove(task(row).id());
        tasks[row] = null;
        textIndex.ifPresent(index -> index.remove(row, text(row)));
        texts[row] = null;
        freeRows.add(row);
    }

    private int freeRow() {
        if (!freeRows.isEmpty()) {
            int row = freeRows.first();
            freeRows.remove(row);
            return row;
        }
        if (rows == tasks.length) {
            tasks = Arrays.copyOf(tasks, rows * 2);
            texts = Arrays.copyOf(texts, rows * 2);
        }
        return rows++;
    }

    private void insert(int row) {
        if (size == order.length) {
            order = Arrays.copyOf(order, size * 2);
        }
        int place = place(task(row));
        System.arraycopy(order, place, order, place + 1, size - place);
        order[place] = row;
        size++;
    }

    /** Returns the first place whose task was not submitted before this one. */
    private int place(TaskSummary task) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(task(order[middle]), task) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int compare(TaskSummary one, TaskSummary other) {
        int byTime = Long.compare(
                one.submittedAt().toEpochMilli(), other.submittedAt().toEpochMilli());
        return byTime != 0 ? byTime : one.id().compareTo(other.id());
    }

    private Map<String, RoaringBitmap> index(TaskFacet facet) {
        return indexes.getOrDefault(facet, Map.of());
    }

    /** Returns a copy that shares the texts that many tasks have. */
    private TaskSummary compact(TaskSummary task) {
        return task.toBuilder()
                .type(names.intern(task.type()))
                .requiredCapabilities(sets.intern(task.requiredCapabilities()))
                .workerId(task.workerId().map(names::intern).orElse(null))
                .parentId(task.parentId().map(names::intern).orElse(null))
                .labels(labels.intern(compact(task.labels())))
                .cost(task.cost().signum() == 0 ? BigDecimal.ZERO : task.cost())
                .build();
    }

    private TaskLabels compact(TaskLabels given) {
        // Tasks of one project and submitter are many, and each would bring texts of its own.
        return new TaskLabels(
                given.submitter().map(names::intern),
                given.tags(),
                given.project().map(names::intern),
                given.model().map(names::intern));
    }

    /** Removes the tasks that were submitted first until so many are left. */
    void keepNewest(int count) {
        int surplus = size - count;
        if (surplus > 0) {
            for (int place = 0; place < surplus; place++) {
                release(order[place]);
            }
            System.arraycopy(order, surplus, order, 0, count);
            size = count;
        }
    }
}
