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
    /** Returns how many items can start now; none while enough tasks are under way. */
    int room();

    /**
     * Takes the next items.
     *
     * @param first the number of the first of them
     * @return completes when it can take more
     */
    Future<Void> take(long first, List<T> items);

    /** Starts the items that wait for others to fill a batch, as there are no more. */
    void flush();

    /**
     * Listener of the ends of items.
     *
     * @param <T> an item
     * @param <M> the value of one item
     */
    interface Listener<T, M> {
        /**
         * Handles an item that has ended.
         *
         * @param found whether its task was finished by an earlier run
         */
        void ended(ItemOutcome<T, M> outcome, boolean found);

        /** Handles a task that the budget keeps from starting; its items have ended too. */
        void budgetReached(String message);
    }
}
