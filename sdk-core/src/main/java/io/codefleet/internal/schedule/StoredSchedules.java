package io.codefleet.internal.schedule;

import io.codefleet.AuditAction;
import io.codefleet.AuditNote;
import io.codefleet.CodefleetClient;
import io.codefleet.Document;
import io.codefleet.Documents;
import io.codefleet.Outcome;
import io.codefleet.Schedule;
import io.codefleet.ScheduleInfo;
import io.codefleet.ScheduleRegistry;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.Timing;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The schedules of a namespace as documents, which their holders and the control plane share. */
public final class StoredSchedules implements ScheduleRegistry {
    private static final Logger log = LoggerFactory.getLogger(StoredSchedules.class);
    private static final Duration FORGOTTEN = Duration.ofDays(30);
    private static final Duration REFRESH = Duration.ofMinutes(10);
    /** Tasks are due in whole milliseconds, times of a schedule are not. */
    private static final Duration SAME_TIME = Duration.ofMillis(10);

    private static final int TRIES = 5;
    /** Stored in the reasons of cancelled tasks, as is the next: each process recognizes what another one has cancelled by them. */
    private static final String PAUSED = "is paused";

    private static final String EDITED = "was edited";

    private final CodefleetClient fleet;
    /** The names of the schedules of a newer version that are in the log. */
    private final Set<String> reported = ConcurrentHashMap.newKeySet();

    /** Creates the registry of one client. */
    public StoredSchedules(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    private Documents documents() {
        return fleet.documents();
    }

    /** Returns the record of a schedule; fails with {@link UnsupportedVersionException} if it is of a newer version. */
    private Future<Optional<ScheduleRecord>> record(String name) {
        return documents()
                .list(ScheduleRecord.KIND)
                .map(all -> all.stream()
                        .filter(document -> document.name().equals(name))
                        .findFirst()
                        .flatMap(ScheduleRecord::decode));
    }

    /**
     * Stores that this client holds a schedule, and returns the record that counts. An edit holds until a client defines the
     * schedule differently than the client before. Fails with {@link UnsupportedVersionException} if the record is of a newer
     * version, which may restrict the schedule in a way that this version does not know.
     */
    Future<ScheduleRecord> hold(Schedule schedule, Instant now) {
        return record(schedule.name()).compose(known -> {
            ScheduleRecord defined =
                    known.map(before -> before.defined(schedule)).orElseGet(() -> ScheduleRecord.of(schedule, now));
            boolean same = known.filter(defined::equals).isPresent();
            if (same && now.isBefore(defined.heldAt().plus(REFRESH))) {
                return Future.succeededFuture(defined);
            }
            Future<Boolean> stored = documents().put(defined.heldAt(now).document());
            // Another holder may have stored it meanwhile; the next round reads what counts. Where the answer is
            // lost, what was read counts: a client that starts must not miss a pause.
            return known.isPresent() ? stored.map(defined).otherwise(defined) : stored.map(defined);
        });
    }

    @Override
    public Future<List<ScheduleInfo>> list() {
        return fleet.stats()
                .compose(stats -> documents().list(ScheduleRecord.KIND).map(all -> {
                    List<ScheduleInfo> infos = new ArrayList<>();
                    for (Document document : all) {
                        readable(document).ifPresent(stored -> {
                            if (isForgotten(stored, stats.at())) {
                                documents().delete(ScheduleRecord.KIND, stored.name());
                            } else {
                                infos.add(info(stored, stats.at()));
                            }
                        });
                    }
                    infos.sort(Comparator.comparing(ScheduleInfo::name));
                    return infos;
                }));
    }

    /** Reads a record for a list, from which one of a newer version is left out, with a warning. */
    private Optional<ScheduleRecord> readable(Document document) {
        try {
            return ScheduleRecord.decode(document);
        } catch (UnsupportedVersionException e) {
            if (reported.add(document.name())) {
                log.atWarn()
                        .addKeyValue("schedule", document.name())
                        .log("a schedule of a newer version is left out of the list: {}", e.getMessage());
            }
            return Optional.empty();
        }
    }

    @Override
    public Future<Optional<ScheduleInfo>> find(String name) {
        return fleet.stats()
                .compose(stats -> record(name)
                        .map(found -> found.filter(stored -> !isForgotten(stored, stats.at()))
                                .map(stored -> info(stored, stats.at()))));
    }

    private static boolean isForgotten(ScheduleRecord stored, Instant now) {
        return now.isAfter(stored.heldAt().plus(FORGOTTEN));
    }

    private static ScheduleInfo info(ScheduleRecord stored, Instant now) {
        Optional<Instant> next =
                stored.schedule().filter(schedule -> !stored.paused()).flatMap(schedule -> next(schedule, now));
        return new ScheduleInfo(
                stored.name(), stored.schedule(), stored.paused(), stored.edited(), next, stored.heldAt());
    }

    private static Optional<Instant> next(Schedule schedule, Instant now) {
        try {
            return OccurrenceTimes.of(schedule.timing()).after(now);
        } catch (InvalidInputException e) {
            return Optional.empty();
        }
    }

    @Override
    public Future<Void> pause(String name) {
        return change(name, stored -> stored.paused(true), note(AuditAction.SCHEDULE_PAUSED, name), TRIES)
                .compose(done -> cancelAhead(name, PAUSED, dueAt -> true));
    }

    @Override
    public Future<Void> resume(String name) {
        return change(name, stored -> stored.paused(false), note(AuditAction.SCHEDULE_RESUMED, name), TRIES)
                .mapEmpty();
    }

    @Override
    public Future<TaskHandle> runNow(String name) {
        return fleet.stats()
                .compose(stats -> record(name).compose(found -> {
                    Schedule schedule = found.orElseThrow(() -> unknown(name))
                            .schedule()
                            .orElseThrow(() -> new InvalidInputException(
                                    "schedule.name", "'" + name + "' has a template that is too large to be shared"));
                    Task task = schedule.template()
                            .id(OccurrenceIds.outOfTurn(name, stats.at()))
                            .delay(Duration.ZERO);
                    return fleet.submitTask(task);
                }));
    }

    @Override
    public Future<Void> edit(Schedule schedule) {
        return edit(schedule, stored -> true).mapEmpty();
    }

    @Override
    public Future<Boolean> edit(Schedule schedule, Schedule read) {
        return edit(schedule, stored -> stored.schedule().equals(Optional.of(read)));
    }

    /** Edits a schedule whose record is accepted; the result is whether it has the definition then. */
    private Future<Boolean> edit(Schedule schedule, Predicate<ScheduleRecord> accepted) {
        return fleet.stats().compose(stats -> {
            OccurrenceIds.check(schedule);
            boolean due =
                    OccurrenceTimes.of(schedule.timing()).after(stats.at()).isPresent();
            if (!due && schedule.timing() instanceof Timing.Cron cron) {
                throw new InvalidInputException("schedule.cron", "'" + cron.expression() + "' is never due");
            }
            UnaryOperator<ScheduleRecord> change = stored -> accepted.test(stored) ? stored.edited(schedule) : stored;
            return change(schedule.name(), change, stored -> edit(stored, schedule), TRIES)
                    .compose(counts -> counts.schedule().equals(Optional.of(schedule))
                            ? cancelObsolete(schedule, stats.at()).map(true)
                            : Future.succeededFuture(false));
        });
    }

    private Future<Void> cancelObsolete(Schedule edited, Instant now) {
        return cancelAhead(
                edited.name(),
                EDITED,
                dueAt -> next(edited, now)
                        .filter(time -> Duration.between(time, dueAt).abs().compareTo(SAME_TIME) < 0)
                        .isEmpty());
    }

    private static Function<ScheduleRecord, Optional<AuditNote>> note(AuditAction action, String name) {
        return before -> Optional.of(AuditNote.of(action, name));
    }

    private static Optional<AuditNote> edit(ScheduleRecord before, Schedule after) {
        AuditNote note = AuditNote.of(AuditAction.SCHEDULE_EDITED, after.name());
        return Optional.of(before.schedule()
                .map(schedule -> ScheduleChange.names(schedule, after))
                .filter(names -> !names.isEmpty())
                .map(names -> note.detail("changed=" + String.join(",", names)))
                .orElse(note));
    }

    /**
     * Changes a record.
     *
     * @param note the note of the audit about the change, by the record before
     */
    private Future<ScheduleRecord> change(
            String name,
            UnaryOperator<ScheduleRecord> change,
            Function<ScheduleRecord, Optional<AuditNote>> note,
            int tries) {
        return record(name).compose(found -> {
            ScheduleRecord before = found.orElseThrow(() -> unknown(name));
            ScheduleRecord changed = change.apply(before);
            if (changed.equals(before)) {
                return Future.succeededFuture(before);
            }
            return documents().put(changed.document(), note.apply(before)).compose(stored -> {
                if (stored) {
                    return Future.succeededFuture(changed);
                }
                return tries == 0
                        ? Future.failedFuture(
                                new InvalidInputException("schedule.name", "'" + name + "' changes too often"))
                        : change(name, change, note, tries - 1);
            });
        });
    }

    /** Cancels the time that is submitted ahead if it is not due any more; a time that still is keeps its content. */
    private Future<Void> cancelAhead(String name, String why, Predicate<Instant> obsolete) {
        return record(name)
                .compose(found -> found.flatMap(ScheduleRecord::ahead)
                        .map(id -> cancelDelayed(id, reason(name, why), obsolete))
                        .orElseGet(Future::succeededFuture));
    }

    private Future<Void> cancelDelayed(String id, String reason, Predicate<Instant> obsolete) {
        return fleet.task(id)
                .compose(task -> task.filter(info -> info.status() == TaskStatus.DELAYED)
                                .flatMap(info -> info.summary().dueAt())
                                .filter(obsolete)
                                .isPresent()
                        ? fleet.handle(id).cancel(reason).mapEmpty()
                        : Future.succeededFuture());
    }

    private static String reason(String name, String why) {
        return "schedule " + name + " " + why;
    }

    /** Cancels a task that is submitted ahead of a time at which the schedule is not due any more, unless it has begun. */
    Future<Void> cancelObsolete(String name, String taskId, boolean paused) {
        return cancelDelayed(taskId, reason(name, paused ? PAUSED : EDITED), dueAt -> true);
    }

    /** Returns whether a task of a schedule was cancelled by a pause or an edit, so that its time may be due again. */
    static boolean isCancelledAhead(String name, TaskInfo task) {
        return task.outcome()
                .filter(outcome -> outcome instanceof Outcome.Cancelled cancelled
                        && List.of(reason(name, PAUSED), reason(name, EDITED)).contains(cancelled.reason()))
                .isPresent();
    }

    /**
     * Notes how many tasks of a time were cancelled before it was due: their outcomes are deleted before that of the task which
     * replaces them.
     *
     * @return the record that counts
     */
    Future<ScheduleRecord> cancelled(String name, Instant time, int count) {
        return change(
                name, stored -> stored.cancelled(OccurrenceIds.text(time), count), before -> Optional.empty(), TRIES);
    }

    /**
     * Notes which task is submitted ahead. A pause or an edit that comes first is noticed by its record.
     *
     * @return the record before, or the one that came first
     */
    Future<Optional<ScheduleRecord>> ahead(String name, String taskId) {
        return record(name)
                .compose(found -> found.filter(stored -> !stored.ahead().equals(Optional.of(taskId)))
                        .map(stored -> documents()
                                .put(stored.ahead(taskId).document())
                                .compose(isFirst -> isFirst ? Future.succeededFuture(found) : record(name)))
                        .orElseGet(() -> Future.succeededFuture(found)));
    }

    private static InvalidInputException unknown(String name) {
        return new InvalidInputException("schedule.name", "'" + name + "' is not the name of a schedule");
    }
}
