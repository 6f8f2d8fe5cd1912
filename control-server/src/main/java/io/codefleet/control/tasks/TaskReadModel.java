package io.codefleet.control.tasks;

import io.codefleet.Allowance;
import io.codefleet.Backoff;
import io.codefleet.CodefleetClient;
import io.codefleet.ConnectionState;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The summaries of a fleet's tasks in memory, kept up to date by the broker's events, so that a list or a search does not ask the
 * broker. The model reads all tasks when it starts and after a gap in the events, and at intervals, as deleted tasks have no event.
 * Methods may be called from any thread; state is confined to one context.
 */
public final class TaskReadModel {
    private static final Logger log = LoggerFactory.getLogger(TaskReadModel.class);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    /** How old the oldest change may be that is not read, while the model counts as complete. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(5);

    private static final Duration RESTART = Duration.ofSeconds(1);
    private static final Backoff RELOADS = Backoff.exponential(RESTART, Duration.ofSeconds(30));
    private static final Duration SWEEP = Duration.ofSeconds(30);
    private static final Duration REFRESH = Duration.ofMinutes(10);

    private final Vertx vertx;
    private final Context context;
    private final CodefleetClient fleet;
    private final Clock clock;
    private final TaskTable table;
    private final ActivityCounter activity;
    private final ChangedTasks changed;
    private final TaskLoad load;
    private final Arrivals<String> ownChanges;
    private final Arrivals<FleetEvent> arrivedEvents;
    private final SlotHistory slots = new SlotHistory();
    private Promise<Void> loaded = Promise.promise();
    private @Nullable EventStream<FleetEvent> events;
    private long sweep = -1;
    private long refresh = -1;
    private long nextLoad = -1;
    private int failedLoads;
    private boolean closed;

    /**
     * Creates a model that holds nothing before {@link #start()}.
     *
     * @param maxTasks how many tasks it holds at most; of more the newest
     */
    public TaskReadModel(Vertx vertx, CodefleetClient fleet, int maxTasks, Clock clock) {
        this.vertx = vertx;
        this.context = ownContext(vertx);
        this.fleet = fleet;
        this.clock = clock;
        this.table = new TaskTable(maxTasks);
        this.activity = new ActivityCounter(table);
        this.changed = new ChangedTasks(vertx, context, fleet, table, activity::read, clock);
        this.load = new TaskLoad(context, fleet, table, changed, maxTasks, this::loadAgain);
        this.ownChanges = new Arrivals<>(vertx, context, changed::own);
        this.arrivedEvents = new Arrivals<>(vertx, context, this::apply);
    }

    /**
     * Returns a context that nothing else runs on: neither does a search wait for a busy connection, nor a request for a search.
     * A thread that is not one of Vert.x has one context for all that it starts, so that a thread of its own gets another one.
     */
    private static Context ownContext(Vertx vertx) {
        return CompletableFuture.supplyAsync(vertx::getOrCreateContext, task -> new Thread(task).start())
                .join();
    }

    /** Begins to follow the fleet. */
    public void start() {
        context.runOnContext(v -> {
            sweep = vertx.setPeriodic(0, SWEEP.toMillis(), tick -> {
                removeExpired();
                seeWorkers();
            });
            refresh = vertx.setPeriodic(REFRESH.toMillis(), tick -> {
                table.dropUnusedTextIndex();
                reload();
            });
            follow();
        });
    }

    /** Ends the watch of the fleet and frees the memory. */
    public void close() {
        context.runOnContext(v -> {
            closed = true;
            vertx.cancelTimer(sweep);
            vertx.cancelTimer(refresh);
            vertx.cancelTimer(nextLoad);
            changed.close();
            load.stop();
            EventStream<FleetEvent> stream = events;
            if (stream != null) {
                stream.close();
            }
            table.removeIf(task -> true);
        });
    }

    /**
     * Records that this process has changed a task, so that the next search sees the change. If the broker does not answer in
     * time, the search is not {@link TaskList#complete()}.
     */
    public void changed(String taskId) {
        ownChanges.add(taskId);
    }

    /**
     * Returns one page of the tasks that a filter selects. Fails with {@link InvalidCursorException} if the cursor is of another
     * list, and with {@link BrokerUnavailableException} while the broker cannot be reached.
     *
     * @param cursor the {@link TaskList#next()} of the page before
     */
    public Future<TaskList> search(TaskFilter filter, TaskOrder order, Optional<String> cursor, int limit) {
        return upToDate(current -> {
            ListCursor cursors = new ListCursor(fleet.options().namespace(), filter, order);
            TaskSearch.FoundTasks found = new TaskSearch(table, filter).page(order, cursor.map(cursors::decode), limit);
            return new TaskList(found.items(), found.next().map(cursors::encode), found.total(), asOf(), current);
        });
    }

    /** Returns the values of a facet with the number of tasks that have each. */
    public Future<Map<String, Integer>> counts(TaskFacet facet) {
        return upToDate(current -> table.counts(facet));
    }

    /** Returns the values of a facet with what the tasks that have each have cost, in US dollars. */
    public Future<Map<String, BigDecimal>> costs(TaskFacet facet) {
        return upToDate(current -> table.costs(facet));
    }

    /** Returns what has happened to tasks since this time. */
    public Future<TaskActivity> activity(Instant since) {
        return upToDate(current -> activity.since(since));
    }

    /** Returns the allowances, with their limits, of the tasks that were read last, by their keys. */
    public Future<Map<String, Allowance>> allowances() {
        return upToDate(current -> activity.allowances());
    }

    /** Returns a metric over time. Fails with {@link BrokerUnavailableException} while the broker cannot be reached. */
    public Future<MetricSeries> series(SeriesMetric metric, SeriesRange range) {
        Future<?> seen = metric == SeriesMetric.UTILIZATION ? seeWorkers() : Future.succeededFuture();
        return seen.compose(done -> upToDate(current -> {
            Instant now = clock.instant();
            SeriesCounter counter = new SeriesCounter(table, range, now, knownFrom(now));
            return new MetricSeries(metric, range.step(), counter.count(metric, slots), asOf(), current);
        }));
    }

    private Future<?> seeWorkers() {
        return fleet.workers().onSuccess(workers -> context.runOnContext(v -> slots.seen(workers, clock.instant())));
    }

    /** Returns since when the table has all tasks that ended. */
    private Instant knownFrom(Instant now) {
        Duration retention = fleet.options().limits().retention();
        Duration ofFailed = fleet.options().limits().deadLetterRetention();
        Instant kept = now.minus(retention.compareTo(ofFailed) < 0 ? retention : ofFailed);
        Instant oldest = table.overflowed() && table.size() > 0
                ? table.task(table.rowAt(0)).submittedAt()
                : kept;
        return oldest.isAfter(kept) ? oldest : kept;
    }

    /** Returns the lanes in which tasks run, with their numbers. */
    public Future<Map<RunningLane, Integer>> running() {
        return upToDate(current -> {
            Map<RunningLane, Integer> lanes = new HashMap<>();
            table.rows(TaskFacet.STATUS, TaskStatus.RUNNING.code()).forEach((IntConsumer) row -> {
                TaskSummary task = table.task(row);
                lanes.merge(new RunningLane(task.type(), task.requiredCapabilities()), 1, Integer::sum);
            });
            return lanes;
        });
    }

    private Instant asOf() {
        return changed.oldest().orElseGet(clock::instant);
    }

    /**
     * Answers once the model has what this process knows of, or after a bounded wait.
     *
     * @param answer gives the answer, by whether the model has all tasks and all that this process has changed
     */
    private <T> Future<T> upToDate(Function<Boolean, T> answer) {
        Promise<T> answered = Promise.promise();
        context.runOnContext(v -> {
            takeArrivals();
            Future.join(loaded.future(), changed.settled())
                    .timeout(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .transform(waited -> answerNow(answer, waited.succeeded()))
                    .onComplete(answered);
        });
        return answered.future();
    }

    private void takeArrivals() {
        arrivedEvents.takeAll();
        ownChanges.takeAll();
    }

    private boolean lags() {
        Instant bound = clock.instant().minus(LONGEST_LAG);
        return changed.oldest().filter(bound::isAfter).isPresent();
    }

    private <T> Future<T> answerNow(Function<Boolean, T> answer, boolean settled) {
        if (closed) {
            return Future.failedFuture(new ClosedException("the control plane"));
        }
        if (fleet.connectionState() != ConnectionState.CONNECTED) {
            return Future.failedFuture(new BrokerUnavailableException(
                    "the broker cannot be reached, so that the list of tasks may be old", null));
        }
        try {
            takeArrivals();
            return Future.succeededFuture(answer.apply(settled && load.complete() && !lags()));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void follow() {
        EventStream<FleetEvent> stream = fleet.events(EventQuery.TASKS);
        events = stream;
        stream.exceptionHandler(failure -> context.runOnContext(v -> restart(failure)));
        stream.handler(arrivedEvents::add);
        reload();
    }

    private void restart(Throwable failure) {
        if (!closed) {
            log.atWarn().log("The events of tasks ended; the read model begins again: {}", failure.getMessage());
            load.incomplete();
            vertx.setTimer(RESTART.toMillis(), timer -> {
                if (!closed) {
                    follow();
                }
            });
        }
    }

    private void apply(FleetEvent event) {
        if (closed) {
            return;
        }
        if (event instanceof FleetEvent.TaskEvent task) {
            Optional<TaskSummary> known = table.find(task.taskId());
            if (known.filter(summary -> AppliedEvent.isKnown(summary, task)).isEmpty()) {
                known.map(summary -> AppliedEvent.apply(summary, task)).ifPresent(table::put);
                changed.later(task.taskId());
            }
            if (task.kind() == FleetEvent.TaskEvent.Kind.LEASE_LOST) {
                activity.leaseLost(task.at());
            }
        } else if (event instanceof FleetEvent.Missed) {
            load.incomplete();
            reload();
        }
    }

    private void reload() {
        if (!closed) {
            load.start()
                    .onSuccess(done -> context.runOnContext(v -> {
                        failedLoads = 0;
                        loaded.tryComplete();
                    }));
        }
    }

    /** Loads once more after a wait. Until then the model may lack tasks, as its table has the pages that were read. */
    private void loadAgain(Throwable failure) {
        load.incomplete();
        Duration wait =
                RELOADS.delayAfter(++failedLoads, ThreadLocalRandom.current().nextDouble());
        log.atWarn()
                .addKeyValue("wait", DurationText.format(wait))
                .log("The tasks could not be read; the read model reads them again: {}", failure.getMessage());
        vertx.cancelTimer(nextLoad);
        nextLoad = vertx.setTimer(wait.toMillis(), timer -> reload());
    }

    /** Removes expired tasks. The broker deletes an ended task after its retention without an event. */
    private void removeExpired() {
        Instant now = clock.instant();
        Duration retention = fleet.options().limits().retention();
        Duration ofFailed = fleet.options().limits().deadLetterRetention();
        table.removeIf(task -> task.finishedAt()
                .map(end -> end.plus(task.status() == TaskStatus.FAILED ? ofFailed : retention))
                .filter(now::isAfter)
                .isPresent());
    }
}
