package io.codefleet.faults.equivalence;

import io.codefleet.Task;
import io.codefleet.TaskStatus;
import java.util.List;
import java.util.Set;

/** One step that is done on both brokers. Numbers choose among what there is, whatever there is. */
sealed interface Op {
    record Submit(List<Task> tasks) implements Op {}

    record Replay(Task task) implements Op {}

    record Beat(int worker, Set<String> types, Set<String> offers) implements Op {}

    record Unregister(int worker) implements Op {}

    record Claim(int worker, int max) implements Op {}

    /** Asks again for what a lost answer gave: all that the worker holds but the last. */
    record ClaimAgain(int worker) implements Op {}

    record Complete(int attempt, boolean andClaim) implements Op {}

    record Fail(int attempt) implements Op {}

    /** With a wait of nothing, or of an hour. */
    record Retry(int attempt, boolean later) implements Op {}

    record Release(int attempt) implements Op {}

    record Cancelled(int attempt) implements Op {}

    record Renew(int attempt) implements Op {}

    record Save(int attempt, int value) implements Op {}

    record PublishProgress(int attempt, String text) implements Op {}

    record Cancel(String taskId) implements Op {}

    record Follow(List<String> taskIds) implements Op {}

    record Purge(Set<TaskStatus> statuses, int max) implements Op {}

    enum Plain implements Op {
        PAUSE,
        RESUME,
        REAP
    }
}
