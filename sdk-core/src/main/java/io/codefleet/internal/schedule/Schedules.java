package io.codefleet.internal.schedule;

import io.codefleet.CodefleetClient;
import io.codefleet.Schedule;
import io.codefleet.ScheduleHandle;
import io.codefleet.ScheduleRegistry;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The schedules that one client holds. State is confined to the context. */
public final class Schedules {
    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final StoredSchedules stored;
    private final Set<ScheduleRun> runs;

    public Schedules(Vertx vertx, Context context, CodefleetClient fleet) {
        this(vertx, context, fleet, new HashSet<>());
    }

    private Schedules(Vertx vertx, Context context, CodefleetClient fleet, Set<ScheduleRun> runs) {
        this.vertx = vertx;
        this.context = context;
        this.fleet = fleet;
        this.stored = new StoredSchedules(fleet);
        this.runs = runs;
    }

    /** Returns the schedules that a view of the client holds; they are given up with these. */
    public Schedules of(CodefleetClient view) {
        return new Schedules(vertx, context, view, runs);
    }

    /** Holds a schedule; see {@link CodefleetClient#schedule}. */
    public Future<ScheduleHandle> hold(Schedule schedule) {
        Duration retention = fleet.options().limits().retention();
        if (schedule.catchUp().compareTo(retention) > 0) {
            return Future.failedFuture(new InvalidInputException(
                    "schedule.catchUp",
                    "is " + DurationText.format(schedule.catchUp()) + ", at most the retention of "
                            + DurationText.format(retention)
                            + " is allowed, as it is not known for longer what has been run"));
        }
        ScheduleRun run;
        try {
            OccurrenceIds.check(schedule);
            run = new ScheduleRun(vertx, context, fleet, stored, schedule, OccurrenceTimes.of(schedule.timing()));
        } catch (CodefleetException e) {
            return Future.failedFuture(e);
        }
        Promise<ScheduleHandle> held = Promise.promise();
        run.begin()
                .onFailure(held::fail)
                .onSuccess(begun -> context.runOnContext(v -> {
                    runs.add(run);
                    run.ended().onComplete(ended -> context.runOnContext(w -> runs.remove(run)));
                    held.complete(run);
                }));
        return held.future();
    }

    /** Returns the schedules of the namespace. */
    public ScheduleRegistry registry() {
        return stored;
    }

    /** Gives up all schedules. Called on the context. */
    public void close() {
        List.copyOf(runs).forEach(ScheduleRun::close);
    }
}
