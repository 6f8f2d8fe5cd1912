package io.codefleet.internal.schedule;

import io.codefleet.Backoff;
import io.codefleet.CodefleetClient;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.Timing;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
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
    private final Promise<Void> ended = Promise.promise();
    private volatile Optional<Occurrence> next = Optional.empty();
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
            if (next.isEmpty() && !paused && schedule.timing() instanceof Timing.Cron cron) {
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
                    .otherwise(this::unread)
                    .compose(applied -> paused ? idle(now) : catchUp(now).compose(caughtUp -> ahead(now)))
                    .compose(this::share);
        });
    }

    private Void apply(ScheduleRecord known) {
        paused = known.paused();
        Schedule counts = known.schedule().filter(edit -> known.edited()).orElse(defined);
        if (!counts.equals(schedule)) {
            times = OccurrenceTimes.of(counts.timing());
            schedule = counts;
            next = Optional.empty();
        }
        return null;
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

    private Future<Duration> idle(Instant now) {
        lastRound = Optional.of(now);
        next = Optional.empty();
        return Future.succeededFuture(Duration.ofDays(1));
    }

    private Future<Duration> share(Duration wait) {
        return next.map(occurrence -> stored.ahead(defined.name(), occurrence.taskId())
                        .otherwise(this::unread)
                        .map(wait))
                .orElseGet(() -> Future.succeededFuture(wait));
    }

    private Future<Void> catchUp(Instant now) {
        Duration sinceRound = lastRound
                .map(round -> Duration.between(round, now))
                .filter(span -> span.compareTo(schedule.catchUp()) < 0)
                .orElse(schedule.catchUp());
        Optional<Instant> missed = sinceRound.isNegative() ? Optional.empty() : times.lastWithin(sinceRound, now);
        return missed.isEmpty() ? Future.succeededFuture() : submit(missed.get(), Duration.ZERO);
    }

    private Future<Duration> ahead(Instant now) {
        lastRound = Optional.of(now);
        Optional<Instant> due = times.after(now);
        if (due.isEmpty()) {
            next = Optional.empty();
            ended.tryComplete();
            return Future.succeededFuture(Duration.ZERO);
        }
        Occurrence occurrence = new Occurrence(due.get(), idAt(due.get()));
        // Whole milliseconds, as tasks are stored, and rather late than early.
        Duration wait = Duration.ofMillis(
                Duration.between(now, due.get()).plusNanos(999_999).toMillis());
        if (next.filter(occurrence::equals).isPresent()) {
            return Future.succeededFuture(wait);
        }
        return submit(due.get(), wait).map(submitted -> {
            next = Optional.of(occurrence);
            return wait;
        });
    }

    private Future<Void> submit(Instant time, Duration delay) {
        Task task = occurrence(idAt(time), delay);
        return fleet.submitTask(task)
                .<Void>mapEmpty()
                .recover(cause -> cause instanceof DuplicateTaskException
                        ? fleet.task(task.id()).map(known -> {
                            known.ifPresent(this::compare);
                            return null;
                        })
                        : Future.failedFuture(cause));
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

    private String idAt(Instant time) {
        return OccurrenceIds.at(schedule.name(), time);
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
