package io.codefleet.internal.schedule;

import io.codefleet.Backoff;
import io.codefleet.CodefleetClient;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.Timing;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the next time of one schedule submitted. In each round it asks the broker for its time, and submits what is next after
 * that; the client's clock only says when to ask again. State is confined to the context, but for what the handle shows.
 */
final class ScheduleRun implements ScheduleHandle {
    private static final Logger log = LoggerFactory.getLogger(ScheduleRun.class);
    /** The broker's clock may be set, or be another after a failover: it is asked at least this many poll intervals. */
    private static final int POLLS_PER_ROUND = 12;

    /** The wait after a change of the schedule that came in the middle of a round. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Backoff AFTER_FAILURE = Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(30));

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final StoredSchedules stored;
    /** What this client has defined. */
    private final Schedule defined;
    /** What counts: the definition of this client, or an edit of it. */
    private volatile Schedule schedule;

    private OccurrenceTimes times;
    private boolean paused;
    private SortedMap<String, Integer> cancelled = Collections.emptySortedMap();
    private final Promise<Void> ended = Promise.promise();
    private volatile Optional<Occurrence> next = Optional.empty();
    /** What was next before a pause or an edit; cancelled in this round, as the registry may not have known of it. */
    private Optional<Occurrence> obsolete = Optional.empty();

    private volatile Optional<CodefleetException> failure = Optional.empty();
    private Optional<Instant> lastRound = Optional.empty();
    private Future<Void> round = Future.succeededFuture();
    private long timer = -1;
    private int failures;

    ScheduleRun(
            Vertx vertx,
            Context context,
            CodefleetClient fleet,
            StoredSchedules stored,
            Schedule schedule,
            OccurrenceTimes times) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
        this.stored = stored;
        this.defined = schedule;
        this.schedule = schedule;
        this.times = times;
    }

    /** Begins with the first round. The caller receives its failure; later rounds are tried again. */
    Future<Void> begin() {
        return round().map(wait -> {
            if (ended.future().isComplete() && schedule.timing() instanceof Timing.Cron cron) {
                throw new InvalidInputException("schedule.cron", "'" + cron.expression() + "' is never due");
            }
            context.runOnContext(v -> pause(wait));
            return null;
        });
    }

    /** Completes when the schedule is given up or has nothing due any more. */
    Future<Void> ended() {
        return ended.future();
    }

    /** Submits what is due next; gives the time to wait for the next round. */
    private Future<Duration> round() {
        return fleet.stats().compose(stats -> {
            Instant now = stats.at();
            return stored.hold(defined, now)
                    .map(this::apply)
                    .recover(this::unreadable)
                    .compose(applied -> cancelObsolete(now))
                    .compose(done -> paused ? idle() : submitDue(now))
                    .compose(this::share);
        });
    }

    private Future<Duration> submitDue(Instant now) {
        return catchUp(now).compose(caughtUp -> caughtUp ? ahead(now) : Future.succeededFuture(SOON));
    }

    private Void apply(ScheduleRecord known) {
        paused = known.paused();
        cancelled = known.cancelled();
        Schedule counts = counting(known);
        boolean changes = !counts.equals(schedule);
        if (changes) {
            times = OccurrenceTimes.of(counts.timing());
            schedule = counts;
        }
        if (paused || (changes && known.edited())) {
            obsolete = next.or(() -> obsolete);
        }
        if (paused || changes) {
            next = Optional.empty();
        }
        return null;
    }

    private Schedule counting(ScheduleRecord known) {
        return known.schedule().filter(edit -> known.edited()).orElse(defined);
    }

    private boolean hasChanged(ScheduleRecord known) {
        return known.paused() || !counting(known).equals(schedule);
    }

    /** Cancels what was next before a pause or an edit, unless it is next again. */
    private Future<Void> cancelObsolete(Instant now) {
        return obsolete.filter(occurrence -> paused || !times.after(now).equals(Optional.of(occurrence.time())))
                .map(occurrence -> stored.cancelObsolete(defined.name(), occurrence.taskId(), paused))
                .orElseGet(Future::succeededFuture)
                .onSuccess(done -> obsolete = Optional.empty());
    }

    /** Ends the round where the record is of a newer version: it may be paused or restricted in a way that is not known here. */
    private Future<Void> unreadable(Throwable failure) {
        return failure instanceof UnsupportedVersionException
                ? Future.failedFuture(failure)
                : Future.succeededFuture(unread(failure));
    }

    /**
     * Logs that the record of a schedule could not be read or written. The schedule does not depend on it: the last known
     * record counts.
     */
    private Void unread(Throwable failure) {
        log.atDebug()
                .addKeyValue("schedule", defined.name())
                .log("the record could not be read or written: {}", failure.getMessage());
        return null;
    }

    /** Leaves the time of the last round as it is: what is due during a pause may be caught up. */
    private Future<Duration> idle() {
        return Future.succeededFuture(Duration.ofDays(1));
    }

    private Future<Duration> share(Duration wait) {
        return next.map(occurrence -> stored.ahead(defined.name(), occurrence.taskId())
                        .map(known -> known.filter(this::hasChanged).isPresent() ? SOON : wait)
                        .recover(failure -> {
                            unread(failure);
                            return Future.succeededFuture(wait);
                        }))
                .orElseGet(() -> Future.succeededFuture(wait));
    }

    /** Submits the last time that was missed; gives false if a change of the schedule came before. */
    private Future<Boolean> catchUp(Instant now) {
        Duration sinceRound = lastRound
                .map(round -> Duration.between(round, now))
                .filter(span -> span.compareTo(schedule.catchUp()) < 0)
                .orElse(schedule.catchUp());
        Optional<Instant> missed = sinceRound.isNegative() ? Optional.empty() : times.lastWithin(sinceRound, now);
        return missed.map(time -> submit(time, Duration.ZERO).map(Optional::isPresent))
                .orElseGet(() -> Future.succeededFuture(true));
    }

    private Future<Duration> ahead(Instant now) {
        lastRound = Optional.of(now);
        Optional<Instant> due = times.after(now);
        if (due.isEmpty()) {
            next = Optional.empty();
            ended.tryComplete();
            return Future.succeededFuture(Duration.ZERO);
        }
        // Whole milliseconds, as tasks are stored, and rather late than early.
        Duration wait = Duration.ofMillis(
                Duration.between(now, due.get()).plusNanos(999_999).toMillis());
        return isSubmitted(due.get()).compose(known -> known ? Future.succeededFuture(wait) : ahead(due.get(), wait));
    }

    private Future<Duration> ahead(Instant due, Duration wait) {
        return submit(due, wait).map(submitted -> {
            next = submitted.map(id -> new Occurrence(due, id));
            return next.isPresent() ? wait : SOON;
        });
    }

    /** Returns whether the time is submitted, and neither a pause nor an edit that is over has cancelled it. */
    private Future<Boolean> isSubmitted(Instant due) {
        return next.filter(occurrence -> occurrence.time().equals(due))
                .map(occurrence -> fleet.task(occurrence.taskId())
                        .map(task -> task.filter(this::isCancelledAhead).isEmpty()))
                .orElseGet(() -> Future.succeededFuture(false));
    }

    private boolean isCancelledAhead(TaskInfo task) {
        return StoredSchedules.isCancelledAhead(defined.name(), task);
    }

    /** Submits a time; gives the id of its task, or nothing if a change of the schedule came before. */
    private Future<Optional<String>> submit(Instant time, Duration delay) {
        return submit(time, delay, cancelled.getOrDefault(OccurrenceIds.text(time), 0));
    }

    /**
     * Submits a time under the first id whose task was not cancelled by a pause or an edit. Each holder finds the same one, and a
     * cancelled task never runs, so that one task of a time runs.
     */
    private Future<Optional<String>> submit(Instant time, Duration delay, int before) {
        Task task = occurrence(OccurrenceIds.at(schedule.name(), time, before), delay);
        return fleet.submitTask(task)
                .map(true)
                .recover(cause -> cause instanceof DuplicateTaskException
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause))
                .compose(same -> fleet.task(task.id()).compose(known -> {
                    if (known.filter(this::isCancelledAhead).isPresent()) {
                        return submitAgain(time, delay, before + 1);
                    }
                    known.filter(info -> !same).ifPresent(this::compare);
                    return Future.succeededFuture(Optional.of(task.id()));
                }));
    }

    /** Submits a time under the next id, unless this client may not write records: then it leaves that to those that may. */
    private Future<Optional<String>> submitAgain(Instant time, Duration delay, int before) {
        return stored.cancelled(defined.name(), time, before)
                .map(Optional::of)
                .recover(cause -> cause instanceof BrokerRefusedException
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause))
                .compose(noted -> noted.map(known -> hasChanged(known)
                                ? Future.succeededFuture(Optional.<String>empty())
                                : submit(time, delay, before))
                        .orElseGet(() -> Future.succeededFuture(
                                Optional.of(OccurrenceIds.at(schedule.name(), time, before - 1)))));
    }

    private Task occurrence(String id, Duration delay) {
        Task template = schedule.template();
        return template.id(id)
                .delay(delay)
                .limits(template.limits().deadline(template.limits().deadline().plus(delay)));
    }

    /**
     * Compares a task that another client has submitted with the expected one, and logs a difference. The other client may
     * have used another template, or another moment and so another delay.
     */
    private void compare(TaskInfo known) {
        Task task = known.task();
        if (!task.equals(occurrence(task.id(), task.delay()))) {
            log.atWarn()
                    .addKeyValue("schedule", schedule.name())
                    .addKeyValue("task", task.id())
                    .log("was submitted from another template, which it keeps");
        }
    }

    private void pause(Duration untilNext) {
        if (ended.future().isComplete()) {
            return;
        }
        Duration longest = fleet.options().pollInterval().multipliedBy(POLLS_PER_ROUND);
        Duration wait = untilNext.compareTo(longest) < 0 ? untilNext : longest;
        timer = vertx.setTimer(wait.toMillis() + 1, fired -> {
            Promise<Void> done = Promise.promise();
            round = done.future();
            round().onComplete(answer -> context.runOnContext(v -> {
                done.complete();
                rounded(answer);
            }));
        });
    }

    private void rounded(AsyncResult<Duration> answer) {
        if (answer.succeeded()) {
            failures = 0;
            failure = Optional.empty();
            pause(answer.result());
        } else if (answer.cause() instanceof ClosedException) {
            ended.tryComplete();
        } else {
            failures++;
            failure = Optional.of(reported(answer.cause()));
            log.atWarn()
                    .addKeyValue("schedule", schedule.name())
                    .log(
                            "what is due next could not be submitted; it is tried again: {}",
                            answer.cause().getMessage());
            pause(AFTER_FAILURE.delayAfter(failures, 0.5));
        }
    }

    private CodefleetException reported(Throwable cause) {
        if (cause instanceof CodefleetException ours) {
            return ours;
        }
        return new InvalidInputException("schedule.template", "cannot be submitted: " + cause);
    }

    @Override
    public String name() {
        return schedule.name();
    }

    @Override
    public Optional<Occurrence> next() {
        return next;
    }

    @Override
    public Optional<CodefleetException> failure() {
        return failure;
    }

    @Override
    public void close() {
        ended.tryComplete();
        context.runOnContext(v -> vertx.cancelTimer(timer));
    }

    @Override
    public Future<Void> cancel(String reason) {
        close();
        Promise<Void> cancelled = Promise.promise();
        // Behind a round that may be under way, which may submit one more.
        context.runOnContext(v -> round.compose(rounded -> cancelNext(reason)).onComplete(cancelled));
        return cancelled.future();
    }

    private Future<Void> cancelNext(String reason) {
        if (next.isEmpty()) {
            return Future.succeededFuture();
        }
        String id = next.get().taskId();
        return fleet.task(id)
                .compose(found -> found.map(TaskInfo::status)
                                .filter(status -> status == TaskStatus.DELAYED || status == TaskStatus.QUEUED)
                                .isPresent()
                        ? fleet.handle(id).cancel(reason).mapEmpty()
                        : Future.succeededFuture());
    }
}
