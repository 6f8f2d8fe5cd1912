package io.codefleet.faults.checker;

import io.codefleet.AttemptInfo;
import io.codefleet.RetryPolicy;
import io.codefleet.TaskInfo;
import io.codefleet.faults.history.OutcomeFingerprint;

/**
 * A task at the end of a run, as the API returns it.
 *
 * @param id its id
 * @param status the name of its status
 * @param outcome its outcome as histories hold it; empty if it has none
 * @param attempts how many attempts the outcome counts
 * @param failures how many failures the broker counts
 * @param failedAttempts how many attempts of its history have failed or were lost
 * @param maxFailures how many may fail
 */
public record FinalTask(
        String id, String status, String outcome, int attempts, int failures, int failedAttempts, int maxFailures) {

    /** Returns the final state of a task that the API reports. */
    public static FinalTask of(TaskInfo info) {
        long failed = info.history().stream()
                .flatMap(attempt -> attempt.end().stream())
                .filter(end -> end == AttemptInfo.End.FAILED || end == AttemptInfo.End.LOST)
                .count();
        return new FinalTask(
                info.summary().id(),
                info.status().name(),
                info.outcome().map(OutcomeFingerprint::text).orElse(""),
                info.outcome().map(outcome -> outcome.attempts()).orElse(0),
                info.summary().failures(),
                (int) failed,
                info.task().retry().orElse(RetryPolicy.DEFAULT).maxAttempts());
    }

    boolean hasEnded() {
        return !outcome.isEmpty();
    }
}
