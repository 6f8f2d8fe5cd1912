package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.mapreduce.ItemOutcome;
import io.vertx.core.Future;
import java.util.List;

/**
 * Makes tasks of items, and outcomes of items of the outcomes of tasks. Confined to the context.
 *
 * @param <T> an item
 */
interface ItemTasks<T> {
    /** How many items it takes now; none while enough tasks are under way. */
    int room();

    /**
     * Takes the next items.
     *
     * @param first the number of the first of them
     * @return completes when it can take more
     */
    Future<Void> take(long first, List<T> items);

    /** There are no more items: what is held back for company goes now. */
    void flush();

    /**
     * Listener of the ends of items.
     *
     * @param <T> an item
     * @param <M> the value of one item
     */
    interface Listener<T, M> {
        /**
         * An item has ended.
         *
         * @param found whether its task was finished by an earlier run
         */
        void ended(ItemOutcome<T, M> outcome, boolean found);

        /** A task was not started for the budget; its items have ended too. */
        void budgetReached(String message);
    }
}
