package io.codefleet;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which tasks a list shows, the newest first, a page at a time.
 *
 * @param statuses only these; empty means all
 * @param type only this type
 * @param pageSize how many a page has at most; from 1 to 1000, default 50
 * @param cursor where to go on: {@link Page#next()} of the page before
 */
public record TaskQuery(Set<TaskStatus> statuses, Optional<String> type, int pageSize, Optional<String> cursor) {
    /** All tasks, the newest first, 50 a page. */
    public static final TaskQuery ALL = new TaskQuery(Set.of(), Optional.empty(), 50, Optional.empty());

    /** @throws io.codefleet.error.InvalidInputException if the page size is out of range or the type is malformed */
    public TaskQuery {
        statuses = statuses.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(statuses));
        type.ifPresent(value -> Check.name("query.type", value));
        Check.range("query.pageSize", pageSize, 1, 1000);
    }

    /** A copy for these statuses. */
    public TaskQuery statuses(Collection<TaskStatus> value) {
        return new TaskQuery(Set.copyOf(value), type, pageSize, cursor);
    }

    /** A copy for one status. */
    public TaskQuery status(TaskStatus value) {
        return new TaskQuery(Set.of(value), type, pageSize, cursor);
    }

    /** A copy for one type. */
    public TaskQuery type(String value) {
        return new TaskQuery(statuses, Optional.of(value), pageSize, cursor);
    }

    /** A copy with this page size. */
    public TaskQuery pageSize(int value) {
        return new TaskQuery(statuses, type, value, cursor);
    }

    /** A copy that goes on where a page ended. */
    public TaskQuery from(String nextCursor) {
        return new TaskQuery(statuses, type, pageSize, Optional.of(nextCursor));
    }
}
