package io.codefleet.internal.orchestration.mapreduce;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Items that are all at hand. */
final class ListedItems<T> implements ItemSource<T> {
    private final List<T> items;
    private int next;

    ListedItems(List<T> items) {
        this.items = items;
    }

    @Override
    public Future<List<T>> next(int max) {
        int from = next;
        next = Math.min(items.size(), from + max);
        return Future.succeededFuture(items.subList(from, next));
    }

    @Override
    public void close() {
        next = items.size();
    }

    @Override
    public Optional<List<T>> all() {
        return Optional.of(items);
    }
}
