package io.codefleet.testing.junit;

import io.codefleet.Attempt;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.broker.inmemory.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Clock of a test's fleet: delays, backoff, time limits, schedules and the delays of scripted answers count by it. It stands still until the
 * test turns it. Workers live on while it turns, so that their leases do not run out. Its methods may be called from any thread but
 * an event loop.
 *
 * <pre>{@code
 * fleet.clock().advance(Duration.ofHours(8));
 * }</pre>
 */
public final class FleetClock implements InstantSource {
    private final TestClock clock;
    private final FleetAwait await;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparing(Timer::due));

    FleetClock(TestClock clock, FleetAwait await) {
        this.clock = clock;
        this.await = await;
    }

    /** End of the delay of an answer. */
    private record Timer(Instant due, String taskId, int attempt, Promise<Void> end) {}

    @Override
    public Instant instant() {
        return clock.instant();
    }

    /**
     * Turns the clock on. Scripted answers that are due on the way are given at their time, in order, before the clock turns
     * further. What else is due is done at the end of the turn and before this returns: tasks over their time limits end, and
     * delayed tasks are queued. What workers begin then runs on after it.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("duration is negative; the clock turns forward only");
        }
        Instant target = instant().plus(duration);
        for (Timer timer = next(target); timer != null; timer = next(target)) {
            turnTo(timer.due());
            timer.end().tryComplete();
            awaitEnd(timer);
        }
        turnTo(target);
    }

    /** Turns the clock on to a time. Does nothing but what is due if the time has passed. */
    public void advanceTo(Instant time) {
        advance(until(time));
    }

    private void turnTo(Instant time) {
        clock.advanceWithWorkers(until(time));
    }

    /** Returns how long it is until a time; zero if it has passed, as for an answer that began while the clock turned. */
    private Duration until(Instant time) {
        Duration missing = Duration.between(instant(), time);
        return missing.isNegative() ? Duration.ZERO : missing;
    }

    private void awaitEnd(Timer timer) {
        TaskInfo ignored = await.until(
                timer.taskId(),
                "ended its attempt " + timer.attempt(),
                info -> info.status() != TaskStatus.RUNNING || info.summary().attempt() != timer.attempt());
    }

    /** Removes and returns the first timer; null if none is due by then. */
    private synchronized @Nullable Timer next(Instant target) {
        Timer first = timers.peek();
        return first == null || first.due().isAfter(target) ? null : timers.poll();
    }

    /** Returns when the next scripted answer is due. */
    synchronized Optional<Instant> nextAnswer() {
        return Optional.ofNullable(timers.peek()).map(Timer::due);
    }

    /** Returns whether the running attempt of this task waits for the clock. */
    synchronized boolean isTimed(String taskId) {
        return timers.stream().anyMatch(timer -> timer.taskId().equals(taskId));
    }

    /** Completes when the clock has been turned by this; sooner if the attempt is to stop. */
    Future<Void> after(Duration delay, Attempt attempt) {
        if (delay.isZero()) {
            return Future.succeededFuture();
        }
        Timer timer = new Timer(instant().plus(delay), attempt.task().id(), attempt.number(), Promise.promise());
        synchronized (this) {
            timers.add(timer);
        }
        attempt.stopRequested().onSuccess(reason -> {
            synchronized (this) {
                timers.remove(timer);
            }
            timer.end().tryComplete();
        });
        return timer.end().future();
    }

    /** Ends the lease of a running task, as if its worker had died. */
    void loseWorker(String taskId) {
        clock.loseLease(taskId);
    }
}
