package io.codefleet.broker;

import io.codefleet.ErrorKind;
import io.codefleet.TaskError;
import io.codefleet.time.DurationText;
import java.time.Duration;

/** The errors that brokers give tasks themselves, so that all of them use the same words. */
public final class BrokerErrors {
    private BrokerErrors() {}

    /** Returns the error of a task that no worker took within its queue timeout. */
    public static TaskError queueTimeout(Duration limit) {
        return TaskError.of(ErrorKind.QUEUE_TIMEOUT, "no worker took the task within " + DurationText.format(limit));
    }

    /** Returns the error of a task whose deadline has passed. */
    public static TaskError deadlineExceeded(Duration limit) {
        return TaskError.of(
                ErrorKind.DEADLINE_EXCEEDED,
                "the task had no outcome within its deadline of " + DurationText.format(limit));
    }

    /** Returns the error of an attempt that ran longer than its limit. */
    public static TaskError attemptTimeout(Duration limit) {
        return TaskError.of(
                ErrorKind.ATTEMPT_TIMEOUT, "the attempt ran longer than its limit of " + DurationText.format(limit));
    }

    /** Returns the error of an attempt whose worker did not renew its lease in time. */
    public static TaskError workerLost(String workerId) {
        return TaskError.of(ErrorKind.WORKER_LOST, "worker " + workerId + " stopped renewing its lease");
    }

    /**
     * Returns the error of a task whose allowance is used up, and does not begin again before the task would end.
     *
     * @param key of the allowance
     * @param reached which limit was reached, with the figures
     */
    public static TaskError allowanceUsedUp(String key, String reached) {
        return TaskError.of(ErrorKind.BUDGET_EXCEEDED, "the allowance " + key + " is used up: " + reached);
    }
}
