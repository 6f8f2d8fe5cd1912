package io.codefleet.internal.orchestration.mapreduce;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items that have come and are not taken yet, and who waits for them. Confined to the context. */
final class ItemBuffer<T> {
    private final Deque<T> items = new ArrayDeque<>();
    private @Nullable Promise<List<T>> waiting;
    private @Nullable Throwable failure;
    private boolean ended;
    private int max;

    Future<List<T>> take(int atMost) {
        Promise<List<T>> promise = Promise.promise();
        max = atMost;
        waiting = promise;
        serve();
        return promise.future();
    }

    int size() {
        return items.size();
    }

    /** Returns how many items a caller waits for; 0 if no caller waits. */
    int requested() {
        return waiting == null ? 0 : max - items.size();
    }

    void add(T item) {
        items.add(item);
        serve();
    }

    void end() {
        ended = true;
        serve();
    }

    void fail(Throwable cause) {
        failure = cause;
        end();
    }

    private void serve() {
        Promise<List<T>> to = waiting;
        if (to == null || (items.isEmpty() && !ended)) {
            return;
        }
        waiting = null;
        if (items.isEmpty() && failure != null) {
            to.fail(failure);
            return;
        }
        List<T> taken = new ArrayList<>(Math.min(max, items.size()));
        while (taken.size() < max && !items.isEmpty()) {
            taken.add(items.remove());
        }
        to.complete(taken);
    }
}
