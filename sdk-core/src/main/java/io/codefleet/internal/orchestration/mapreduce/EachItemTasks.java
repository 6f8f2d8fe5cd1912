package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.Outcome;
import io.codefleet.error.UnusableAnswerException;
import io.codefleet.internal.orchestration.ChildTasks;
import io.codefleet.mapreduce.ItemOutcome;
import io.codefleet.mapreduce.Mapping;
import io.vertx.core.Future;
import java.util.List;

/** A task an item. */
final class EachItemTasks<T, M> implements ItemTasks<T> {
    private final ChildTasks children;
    private final Mapping.EachItem<T, M> mapping;
    private final Listener<T, M> listener;

    EachItemTasks(ChildTasks children, Mapping.EachItem<T, M> mapping, Listener<T, M> listener) {
        this.children = children;
        this.mapping = mapping;
        this.listener = listener;
    }

    @Override
    public int room() {
        return children.free();
    }

    @Override
    public Future<Void> take(long first, List<T> items) {
        for (int i = 0; i < items.size(); i++) {
            start(first + i, items.get(i));
        }
        return Future.succeededFuture();
    }

    private void start(long index, T item) {
        Future<ChildTasks.ChildOutcome> child;
        try {
            child = children.run("map#" + index, mapping.task().apply(item));
        } catch (RuntimeException e) {
            child = Future.failedFuture(e);
        }
        child.onComplete(ended -> {
            if (ended.failed()) {
                listener.ended(ItemOutcomes.withoutOutcome(index, item, ended.cause(), listener), false);
            } else {
                listener.ended(
                        outcome(index, item, ended.result().outcome()),
                        ended.result().found());
            }
        });
    }

    private ItemOutcome<T, M> outcome(long index, T item, Outcome outcome) {
        if (!(outcome instanceof Outcome.Completed completed)) {
            return new ItemOutcome.Failed<>(index, item, ItemOutcomes.errorOf(outcome));
        }
        try {
            return new ItemOutcome.Done<>(
                    index, item, outcome.taskId(), mapping.value().apply(item, completed.result()));
        } catch (RuntimeException e) {
            return new ItemOutcome.Failed<>(
                    index, item, new UnusableAnswerException(outcome.taskId(), index, e.toString(), e));
        }
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }
}
