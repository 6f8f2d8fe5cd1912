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
    /** Completes with the next items, from one to as many as given; none when there are no more. Fails as the source does. */
    Future<List<T>> next(int max);

    /** Closes the source, as no more items are wanted. */
    void close();

    /** Returns all items, where they are available at once. */
    default Optional<List<T>> all() {
        return Optional.empty();
    }

    /** Creates the source of these items; a pushed stream is paused from now on. */
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
