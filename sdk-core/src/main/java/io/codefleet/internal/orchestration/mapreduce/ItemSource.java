package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.internal.orchestration.Runs;
import io.codefleet.mapreduce.Items;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * Source of the items of a run, a few at a time. Confined to the context, one call under way at a time.
 *
 * @param <T> an item
 */
interface ItemSource<T> {
    /** The next items, from one to so many; none when there are no more. Fails as the source does. */
    Future<List<T>> next(int max);

    /** No more are wanted. */
    void close();

    /** All of them, where they are at hand. */
    default Optional<List<T>> all() {
        return Optional.empty();
    }

    /** The source of these items; a pushed stream is held back from now on. */
    static <T> ItemSource<T> of(Items<T> items, Runs runs) {
        if (items instanceof Items.Listed<T> listed) {
            return new ListedItems<>(listed.items());
        }
        if (items instanceof Items.Pulled<T> pulled) {
            return new PulledItems<>(pulled, runs);
        }
        return new PushedItems<>(((Items.Pushed<T>) items).stream(), runs.context());
    }
}
