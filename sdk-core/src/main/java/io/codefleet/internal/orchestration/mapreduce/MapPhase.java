package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.FailurePolicy;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.Mapping;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes items from their source as long as there is room for their tasks, until there are no more or the run has to stop. Confined
 * to the context.
 */
final class MapPhase<T, M> implements ItemTasks.Listener<T, M> {
    private final ItemSource<T> source;
    private final ChildTasks children;
    private final ItemTasks<T> tasks;
    private final ItemTracker<T, M> tracker;
    private final FailurePolicyEvaluator tolerance;
    private final EtaEstimator estimator;
    private final Runnable onChange;
    /** How many items may be between the source and their place in the order. */
    private final long window;

    private final Promise<Void> over = Promise.promise();
    private long taken;
    private boolean sourceEnded;
    private boolean stopped;
    private boolean taking;
    private boolean looping;
    private @Nullable String failure;
    private @Nullable Throwable cause;
    private @Nullable String shortfall;

    MapPhase(
            Runs runs,
            ChildTasks children,
            ItemSource<T> source,
            Mapping<T, M> mapping,
            FailurePolicy failures,
            ItemTracker<T, M> tracker,
            EtaEstimator estimator,
            long window,
            Runnable onChange) {
        this.source = source;
        this.children = children;
        this.tracker = tracker;
        this.tolerance = new FailurePolicyEvaluator(failures);
        this.estimator = estimator;
        this.window = window;
        this.onChange = onChange;
        this.tasks = mapping instanceof Mapping.EachItem<T, M> each
                ? new EachItemTasks<>(children, each, this)
                : new BatchTasks<>(runs, children, (Mapping.InBatches<T, M>) mapping, this);
    }

    /** Completes when every item that was taken has ended, and no more are to be taken. */
    Future<Void> run() {
        children.aborted().onSuccess(reason -> stop());
        takeMore();
        return over.future();
    }

    /** Returns the number of items, where it is known. */
    Optional<Long> total() {
        return sourceEnded ? Optional.of(taken) : source.all().map(List::size).map(Integer::longValue);
    }

    /** Returns how many items the run took from the source. */
    long taken() {
        return taken;
    }

    /** Returns why the run has failed; empty if it has not. */
    Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** Returns the error that caused the failure. */
    Optional<Throwable> cause() {
        return Optional.ofNullable(cause);
    }

    /** Returns why the run did not start all items, where that does not count as a failure. */
    Optional<String> shortfall() {
        return Optional.ofNullable(shortfall);
    }

    private void takeMore() {
        if (looping) {
            return;
        }
        looping = true;
        // A loop, as a source at hand and tasks that fail at once would call each other without end.
        while (!taking && !stopped && !sourceEnded && room() > 0) {
            Future<Void> taken = source.next(room()).compose(this::taken);
            if (taken.isComplete()) {
                tookOne(taken);
            } else {
                taking = true;
                taken.onComplete(done -> {
                    taking = false;
                    tookOne(taken);
                    takeMore();
                });
            }
        }
        looping = false;
        endIfOver();
    }

    private int room() {
        return (int) Math.min(tasks.room(), window - (taken - tracker.handedOn()));
    }

    private Future<Void> taken(List<T> items) {
        if (stopped) {
            return Future.succeededFuture();
        }
        if (items.isEmpty()) {
            sourceEnded = true;
            tasks.flush();
            return Future.succeededFuture();
        }
        long first = taken;
        taken += items.size();
        return tasks.take(first, items);
    }

    private void tookOne(Future<Void> taken) {
        if (taken.failed() && !stopped) {
            // What runs is paid for and can be found again: it is let finish.
            sourceEnded = true;
            fail("its source of items failed after " + this.taken + ": " + taken.cause(), taken.cause());
            tasks.flush();
        } else if (stopped) {
            tasks.flush();
        }
    }

    private void fail(String reason, Throwable with) {
        if (failure == null) {
            failure = reason;
            cause = with;
        }
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            source.close();
            tasks.flush();
            endIfOver();
        }
    }

    @Override
    public void ended(ItemOutcome<T, M> outcome, boolean found) {
        tracker.put(outcome);
        if (!found) {
            estimator.worked();
        }
        if (outcome instanceof ItemOutcome.Failed<T, M> failed && !stopped) {
            tolerance.broken(tracker.failed(), total()).ifPresent(reason -> {
                fail(reason + ": " + failed.error().getMessage(), failed.error());
                children.stop("item " + failed.index() + " failed");
                stop();
            });
        }
        onChange.run();
        takeMore();
    }

    @Override
    public void budgetReached(String message) {
        if (shortfall == null) {
            shortfall = message;
            stop();
        }
    }

    private void endIfOver() {
        // A source that is stopped may never answer: what it still gives is dropped.
        boolean noMore = sourceEnded || stopped;
        if (noMore && tracker.ended() == taken && !looping) {
            over.tryComplete();
        }
    }
}
