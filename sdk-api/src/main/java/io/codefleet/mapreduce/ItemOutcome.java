package io.codefleet.mapreduce;

import io.codefleet.error.CodefleetException;
import io.codefleet.error.UnusableAnswerException;

/**
 * Outcome of one item.
 *
 * @param <T> an item
 * @param <M> the value of one item
 */
public sealed interface ItemOutcome<T, M> {
    /** Returns the item's number in the source, from 0. */
    long index();

    /** Returns the item. */
    T item();

    /**
     * Outcome of an item with a value.
     *
     * @param index its number, from 0
     * @param item the item
     * @param taskId the task that gave the value; of several items, if it was a batch
     * @param value the value
     * @param <T> an item
     * @param <M> the value of one item
     */
    record Done<T, M>(long index, T item, String taskId, M value) implements ItemOutcome<T, M> {}

    /**
     * Outcome of an item without a value.
     *
     * @param index its number, from 0
     * @param item the item
     * @param error why: {@link io.codefleet.TaskFailedException} and {@link io.codefleet.TaskCancelledException} with the
     *     whole outcome of its task, {@link UnusableAnswerException}, what the submit was refused with, or {@link
     *     io.codefleet.error.InvalidInputException} if the function that makes tasks failed
     * @param <T> an item
     * @param <M> the value of one item
     */
    record Failed<T, M>(long index, T item, CodefleetException error) implements ItemOutcome<T, M> {}

    /**
     * No task of it was started: the budget ran out, or the run was stopped before.
     *
     * @param index its number, from 0
     * @param item the item
     * @param <T> an item
     * @param <M> the value of one item
     */
    record NotStarted<T, M>(long index, T item) implements ItemOutcome<T, M> {}
}
