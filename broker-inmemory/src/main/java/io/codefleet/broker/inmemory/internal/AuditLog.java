package io.codefleet.broker.inmemory.internal;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.CodefleetOptions;
import io.codefleet.Page;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Log of the actions on the namespace, by number; the oldest are dropped first. Guarded by the store's lock. */
final class AuditLog {
    /** How many entries one list looks at, so that it holds the lock for a short time only. */
    private static final int MAX_LOOKED_AT = 10_000;

    private final TreeMap<Long, AuditEntry> entries = new TreeMap<>();
    private final ChangeRecorder changes;
    private long next = 1;

    AuditLog(ChangeRecorder changes) {
        this.changes = changes;
    }

    /** Writes as many entries as it takes to name all tasks. */
    void tasks(long now, CodefleetOptions by, AuditAction action, List<String> subjects) {
        for (int from = 0; from < subjects.size(); from += AuditEntry.MAX_SUBJECTS) {
            int to = Math.min(subjects.size(), from + AuditEntry.MAX_SUBJECTS);
            entry(now, by, action, subjects.subList(from, to), Optional.empty());
        }
    }

    /** Writes one entry, which need not name all. */
    void entry(long now, CodefleetOptions by, AuditAction action, List<String> subjects, Optional<String> detail) {
        List<String> named = subjects.subList(0, Math.min(subjects.size(), AuditEntry.MAX_SUBJECTS));
        AuditEntry entry = AuditEntry.builder(time(now), by.actor(), action)
                .subjects(named)
                .count(subjects.size())
                .detail(detail.orElse(null))
                .build();
        long number = next;
        changes.add(() -> new StateChange.AuditAdded(number, entry));
        put(number, entry);
        if (entries.size() > by.limits().maxAuditEntries()) {
            entries.pollFirstEntry();
            pruned();
        }
    }

    private void pruned() {
        long first = entries.isEmpty() ? next : entries.firstKey();
        changes.add(() -> new StateChange.AuditPruned(first));
    }

    void put(long number, AuditEntry entry) {
        entries.put(number, entry);
        next = Math.max(next, number + 1);
    }

    void dropBefore(long first) {
        entries.headMap(first, false).clear();
        next = Math.max(next, first);
    }

    /** Writes the changes that make a copy of this log. */
    void dump(Consumer<StateChange> to) {
        to.accept(new StateChange.AuditPruned(entries.isEmpty() ? next : entries.firstKey()));
        entries.forEach((number, entry) -> to.accept(new StateChange.AuditAdded(number, entry)));
    }

    private static Instant time(long now) {
        return Instant.ofEpochMilli(Math.floorDiv(now, 1000));
    }

    void prune(long now, Duration retention) {
        Instant oldest = time(now).minus(retention);
        int before = entries.size();
        while (!entries.isEmpty() && entries.firstEntry().getValue().at().isBefore(oldest)) {
            entries.pollFirstEntry();
        }
        if (entries.size() < before) {
            pruned();
        }
    }

    Page<AuditEntry> list(AuditQuery query) {
        NavigableMap<Long, AuditEntry> from = query.cursor()
                .map(cursor -> entries.headMap(parse(cursor), false))
                .orElse(entries)
                .descendingMap();
        List<AuditEntry> page = new ArrayList<>();
        int lookedAt = 0;
        for (Map.Entry<Long, AuditEntry> entry : from.entrySet()) {
            if (matches(query, entry.getValue())) {
                page.add(entry.getValue());
            }
            lookedAt++;
            if (page.size() == query.pageSize() || lookedAt == MAX_LOOKED_AT) {
                return new Page<>(page, Optional.of(entry.getKey().toString()));
            }
        }
        return new Page<>(page, Optional.empty());
    }

    private static boolean matches(AuditQuery query, AuditEntry entry) {
        long at = entry.at().toEpochMilli();
        return query.actor().map(entry.actor()::equals).orElse(true)
                && (query.actions().isEmpty() || query.actions().contains(entry.action()))
                && query.subject().map(entry.subjects()::contains).orElse(true)
                && query.since().map(since -> at >= since.toEpochMilli()).orElse(true)
                && query.until().map(until -> at < until.toEpochMilli()).orElse(true);
    }

    private static long parse(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("query.cursor", "is not a cursor of this fleet; take one from a page", e);
        }
    }
}
