package io.codefleet;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries of the audit a list shows, the newest first, a page at a time.
 *
 * @param actor only what this actor did
 * @param actions only these; empty means all
 * @param subject only what was done to this task or worker, as far as an entry names it
 * @param since only from this time on, to the millisecond
 * @param until only before this time, to the millisecond
 * @param pageSize how many a page has at most; from 1 to 1000, default 50
 * @param cursor where to go on: {@link Page#next()} of the page before
 */
public record AuditQuery(
        Optional<String> actor,
        Set<AuditAction> actions,
        Optional<String> subject,
        Optional<Instant> since,
        Optional<Instant> until,
        int pageSize,
        Optional<String> cursor) {
    /** All entries, the newest first, 50 a page. */
    public static final AuditQuery ALL = new AuditQuery(
            Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), 50, Optional.empty());

    /** @throws io.codefleet.error.InvalidInputException if the page size is out of range, or actor or subject malformed */
    public AuditQuery {
        actor.ifPresent(value -> Check.id("query.actor", value));
        actions = actions.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(actions));
        subject.ifPresent(value -> Check.id("query.subject", value));
        since.ifPresent(value -> Check.instant("query.since", value));
        until.ifPresent(value -> Check.instant("query.until", value));
        Check.range("query.pageSize", pageSize, 1, 1000);
    }

    /** A copy for this actor. */
    public AuditQuery actor(String value) {
        return new AuditQuery(Optional.of(value), actions, subject, since, until, pageSize, cursor);
    }

    /** A copy for these actions. */
    public AuditQuery actions(AuditAction... values) {
        return new AuditQuery(actor, Set.copyOf(Arrays.asList(values)), subject, since, until, pageSize, cursor);
    }

    /** A copy for this task or worker. */
    public AuditQuery subject(String value) {
        return new AuditQuery(actor, actions, Optional.of(value), since, until, pageSize, cursor);
    }

    /** A copy for what was done at this time or later. */
    public AuditQuery since(Instant value) {
        return new AuditQuery(actor, actions, subject, Optional.of(value), until, pageSize, cursor);
    }

    /** A copy for what was done before this time. */
    public AuditQuery until(Instant value) {
        return new AuditQuery(actor, actions, subject, since, Optional.of(value), pageSize, cursor);
    }

    /** A copy with this page size. */
    public AuditQuery pageSize(int value) {
        return new AuditQuery(actor, actions, subject, since, until, value, cursor);
    }

    /** A copy that goes on where a page ended. */
    public AuditQuery from(String nextCursor) {
        return new AuditQuery(actor, actions, subject, since, until, pageSize, Optional.of(nextCursor));
    }
}
