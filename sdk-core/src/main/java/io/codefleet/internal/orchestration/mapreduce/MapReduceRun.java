package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.CancelResult;
import io.codefleet.EventStream;
import io.codefleet.MapReduceJob;
import io.codefleet.Run;
import io.codefleet.RunProgress;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.ProgressFeed;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.MapReduce;
import io.codefleet.mapreduce.MapReduceFailedException;
import io.codefleet.mapreduce.MapReduceResult;
import io.codefleet.mapreduce.Mapping;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a map-reduce, from its first item to its result. State is confined to the context. */
public final class MapReduceRun<T, M, R> implements Run<MapReduceResult<T, M, R>> {
    private static final Logger log = LoggerFactory.getLogger(MapReduceRun.class);
    /** How many times the concurrency a fold holds of results that wait for an earlier one. */
    private static final int AHEAD = 4;

    private final MapReduce<T, M, R> job;
    private final Runs runs;
    private final ChildTasks children;
    private final ProgressFeed feed;
    private final EtaEstimator estimator = new EtaEstimator();
    private final MapOutput<T, M, R> gathered;
    private final ItemTracker<T, M> tracker;
    private final ItemSource<T> source;
    private final MapPhase<T, M> mapping;
    private final Promise<MapReduceResult<T, M, R>> result = Promise.promise();

    /**
     * Starts the run of a job; from any thread.
     *
     * @throws InvalidInputException if the job is not a {@link MapReduce}
     */
    public static <R> Run<R> start(Runs runs, MapReduceJob<R> job) {
        if (job instanceof MapReduce<?, ?, ?> mapReduce) {
            // A MapReduce is a job of exactly what its run gives.
            @SuppressWarnings("unchecked")
            Run<R> run = (Run<R>) begin(runs, mapReduce);
            return run;
        }
        throw new InvalidInputException("job", "is a " + job.getClass().getName() + "; make it with MapReduce.over");
    }

    private static <T, M, R> Run<MapReduceResult<T, M, R>> begin(Runs runs, MapReduce<T, M, R> job) {
        MapReduceRun<T, M, R> run = new MapReduceRun<>(runs, job);
        if (!run.result.future().isComplete()) {
            runs.context().runOnContext(v -> run.map());
        }
        return run;
    }

    private MapReduceRun(Runs runs, MapReduce<T, M, R> job) {
        this.runs = runs;
        this.job = job;
        this.children = runs.begin(job.options());
        this.feed = new ProgressFeed(runs.vertx(), runs.context(), this::progressNow);
        this.gathered = MapOutput.of(job.reduction());
        this.tracker = new ItemTracker<>(gathered);
        this.source = ItemSource.of(job.items(), runs);
        this.mapping = new MapPhase<>(
                runs,
                children,
                source,
                job.mapping(),
                job.failures(),
                tracker,
                estimator,
                gathered.keepsAll() ? Long.MAX_VALUE : window(job),
                feed::changed);
        // At once, as a Vertx that is being closed may not bring back what is on a worker thread.
        children.aborted().onSuccess(reason -> {
            if (reason instanceof ClosedException) {
                result.tryFail(reason);
            }
        });
    }

    private static long window(MapReduce<?, ?, ?> job) {
        int itemsPerTask = job.mapping() instanceof Mapping.InBatches<?, ?> batches
                ? batches.prompt().maxItems()
                : 1;
        return (long) AHEAD * job.options().concurrency() * itemsPerTask;
    }

    @Override
    public String id() {
        return job.options().id();
    }

    @Override
    public Future<MapReduceResult<T, M, R>> result() {
        return result.future();
    }

    @Override
    public EventStream<RunProgress> progress() {
        return feed.open();
    }

    @Override
    public Future<CancelResult> cancel(String reason) {
        return children.cancelRun(reason);
    }

    private RunProgress progressNow() {
        long ended = tracker.ended();
        return RunProgress.builder()
                .total(mapping.total().orElse(null))
                .done(tracker.done())
                .failed(tracker.failed())
                .running(mapping.taken() - ended)
                .usage(children.usage())
                .elapsed(estimator.elapsed())
                .remaining(mapping.total()
                        .flatMap(total -> estimator.remaining(total - ended))
                        .orElse(null))
                .build();
    }

    private void map() {
        log.atInfo().addKeyValue("run", id()).log("map-reduce started");
        mapping.run().compose(mapped -> reduce()).onComplete(end -> {
            source.close();
            runs.ended(children);
            feed.end();
            log.atInfo()
                    .addKeyValue("run", id())
                    .addKeyValue("done", tracker.done())
                    .addKeyValue("failed", tracker.failed())
                    .addKeyValue("cost", children.usage().cost())
                    .log("map-reduce ended");
            if (end.succeeded()) {
                result.tryComplete(end.result());
            } else {
                result.tryFail(end.cause());
            }
        });
    }

    private Future<MapReduceResult<T, M, R>> reduce() {
        Future<CodefleetException> aborted = children.aborted();
        if (aborted.isComplete()) {
            return Future.failedFuture(aborted.result());
        }
        endRemaining();
        Optional<String> failure = mapping.failure()
                .or(gathered::failure)
                .or(() -> new FailurePolicyEvaluator(job.failures()).unmet(tracker.done(), tracker.ended()));
        if (failure.isPresent()) {
            return failed(failure.get(), mapping.cause().orElse(null));
        }
        return new ReducePhase(runs, children)
                .reduce(job.reduction(), gathered)
                .map(value -> result(value, mapping.shortfall()))
                .recover(this::reduceFailed);
    }

    /** Ends the items at hand that were not taken any more. */
    private void endRemaining() {
        source.all().ifPresent(items -> {
            for (int i = (int) mapping.taken(); i < items.size(); i++) {
                tracker.put(new ItemOutcome.NotStarted<>(i, items.get(i)));
            }
        });
    }

    private Future<MapReduceResult<T, M, R>> reduceFailed(Throwable cause) {
        Future<CodefleetException> aborted = children.aborted();
        if (aborted.isComplete()) {
            return Future.failedFuture(aborted.result());
        }
        if (cause instanceof BudgetExceededException budget) {
            return Future.succeededFuture(result(Optional.empty(), Optional.of(budget.getMessage())));
        }
        return failed("its reduce failed: " + (cause instanceof CodefleetException e ? e.getMessage() : cause), cause);
    }

    private Future<MapReduceResult<T, M, R>> failed(String reason, @Nullable Throwable cause) {
        return Future.failedFuture(
                new MapReduceFailedException(result(Optional.empty(), mapping.shortfall()), reason, cause));
    }

    private MapReduceResult<T, M, R> result(Optional<R> value, Optional<String> shortfall) {
        return new MapReduceResult<>(
                id(),
                value,
                gathered.items(),
                tracker.done(),
                tracker.failed(),
                tracker.notStarted(),
                children.usage(),
                shortfall);
    }
}
