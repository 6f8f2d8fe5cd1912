package io.codefleet;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which tasks a list shows, the newest first, a page at a time. A task matches that matches every part.
 *
 * @param statuses only these; empty means all
 * @param type only this type
 * @param tags only tasks that have all these tags; empty means all
 * @param submitter only tasks that this {@link TaskSummary#submitter() submitter} submitted
 * @param pageSize how many a page has at most; from 1 to 1000, default 50
 * @param cursor where to go on: {@link Page#next()} of the page before
 */
public record TaskQuery(
        Set<TaskStatus> statuses,
        Optional<String> type,
        SortedMap<String, String> tags,
        Optional<String> submitter,
        int pageSize,
        Optional<String> cursor) {
    /** All tasks, the newest first, 50 a page. */
    public static final TaskQuery ALL = new TaskQuery(
            Set.of(), Optional.empty(), Collections.emptySortedMap(), Optional.empty(), 50, Optional.empty());

    /** @throws io.codefleet.error.InvalidInputException if the page size is out of range, or a type, tag or actor is malformed */
    public TaskQuery {
        statuses = statuses.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(statuses));
        type.ifPresent(value -> Check.name("query.type", value));
        tags = TaskTags.check("query.tags", tags);
        submitter.ifPresent(value -> Check.id("query.submitter", value));
        Check.range("query.pageSize", pageSize, 1, 1000);
    }

    /** A copy for these statuses. */
    public TaskQuery statuses(Collection<TaskStatus> value) {
        return new TaskQuery(Set.copyOf(value), type, tags, submitter, pageSize, cursor);
    }

    /** A copy for one status. */
    public TaskQuery status(TaskStatus value) {
        return statuses(Set.of(value));
    }

    /** A copy for one type. */
    public TaskQuery type(String value) {
        return new TaskQuery(statuses, Optional.of(value), tags, submitter, pageSize, cursor);
    }

    /** A copy for tasks that have all these tags, and perhaps more. */
    public TaskQuery tags(Map<String, String> value) {
        return new TaskQuery(statuses, type, TaskTags.check("query.tags", value), submitter, pageSize, cursor);
    }

    /** A copy for tasks that have this tag too. */
    public TaskQuery tag(String key, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(key, value);
        return tags(more);
    }

    /** A copy for tasks of one submitter. */
    public TaskQuery submitter(String value) {
        return new TaskQuery(statuses, type, tags, Optional.of(value), pageSize, cursor);
    }

    /** A copy with this page size. */
    public TaskQuery pageSize(int value) {
        return new TaskQuery(statuses, type, tags, submitter, value, cursor);
    }

    /** A copy that goes on where a page ended. */
    public TaskQuery from(String nextCursor) {
        return new TaskQuery(statuses, type, tags, submitter, pageSize, Optional.of(nextCursor));
    }

    /** A copy that begins with the newest task. */
    public TaskQuery fromStart() {
        return new TaskQuery(statuses, type, tags, submitter, pageSize, Optional.empty());
    }
}
