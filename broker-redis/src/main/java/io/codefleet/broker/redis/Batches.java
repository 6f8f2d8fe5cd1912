package io.codefleet.broker.redis;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Cuts what one call is about into steps that hold Redis for a short time only. */
final class Batches {
    /** How many tasks one script changes. */
    static final int TASKS = 50;

    /** About how many bytes a call or its answer has, if no single item is larger. */
    static final long MAX_BYTES = 4 << 20;

    private Batches() {}

    /** Splits items into batches of at most this many items and about four megabytes; a larger item is alone in its batch. */
    static <T> List<List<T>> split(List<T> items, int max, ToLongFunction<T> bytes) {
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        long size = 0;
        for (T item : items) {
            long itemBytes = bytes.applyAsLong(item);
            if (!batch.isEmpty() && (batch.size() == max || size + itemBytes > MAX_BYTES)) {
                batches.add(batch);
                batch = new ArrayList<>();
                size = 0;
            }
            batch.add(item);
            size += itemBytes;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** Makes a call for each batch, all at once, and joins their answers in order. */
    static <T, R> Future<List<R>> all(List<T> items, int max, Function<List<T>, Future<List<R>>> call) {
        return join(split(items, max, item -> 0).stream().map(call).toList());
    }

    static <R> Future<List<R>> join(List<Future<List<R>>> calls) {
        if (calls.size() == 1) {
            return calls.get(0);
        }
        return Future.all(calls).map(done -> {
            List<R> joined = new ArrayList<>();
            calls.forEach(call -> joined.addAll(call.result()));
            return joined;
        });
    }
}
