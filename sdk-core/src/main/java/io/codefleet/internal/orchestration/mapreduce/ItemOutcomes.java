package io.codefleet.internal.orchestration.mapreduce;

import io.codefleet.Outcome;
import io.codefleet.TaskCancelledException;
import io.codefleet.TaskFailedException;
import io.codefleet.error.BudgetExceededException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.RunCancelledException;
import io.codefleet.mapreduce.ItemOutcome;

/** Conversion of the outcomes of tasks to those of items. */
final class ItemOutcomes {
    private ItemOutcomes() {}

    /** Returns the exception for an outcome without a result. */
    static CodefleetException errorOf(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed
                ? new TaskFailedException(failed)
                : new TaskCancelledException((Outcome.Cancelled) outcome);
    }

    /** Returns the outcome of an item whose task has none. */
    static <T, M> ItemOutcome<T, M> withoutOutcome(
            long index, T item, Throwable cause, ItemTasks.Listener<T, M> listener) {
        if (cause instanceof BudgetExceededException budget) {
            listener.budgetReached(budget.getMessage());
            return new ItemOutcome.NotStarted<>(index, item);
        }
        if (cause instanceof RunCancelledException || cause instanceof ClosedException) {
            return new ItemOutcome.NotStarted<>(index, item);
        }
        return new ItemOutcome.Failed<>(
                index,
                item,
                cause instanceof CodefleetException failure
                        ? failure
                        : new InvalidInputException(
                                "map",
                                "failed for item " + index + " with " + cause + "; correct the function",
                                cause));
    }
}
