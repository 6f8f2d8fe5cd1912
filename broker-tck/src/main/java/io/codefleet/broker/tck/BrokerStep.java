package io.codefleet.broker.tck;

import io.codefleet.Task;
import io.codefleet.TaskStatus;
import java.util.List;
import java.util.Set;

/** One call that two brokers get. Numbers choose among the workers and attempts that exist, however many they are. */
sealed interface BrokerStep {
    record Submit(List<Task> tasks) implements BrokerStep {}

    record ReplayTask(Task task) implements BrokerStep {}

    record Beat(int worker, Set<String> types, Set<String> offers) implements BrokerStep {}

    record Unregister(int worker) implements BrokerStep {}

    record Claim(int worker, int max) implements BrokerStep {}

    /** Asks again for what a lost answer gave: all that the worker holds but the last. */
    record ClaimAgain(int worker) implements BrokerStep {}

    record Complete(int attempt, boolean andClaim) implements BrokerStep {}

    record Fail(int attempt) implements BrokerStep {}

    /** Decides as a person does, whether or not the task is an approval. */
    record Decide(int attempt, boolean approves, String by) implements BrokerStep {}

    /** With a wait of nothing, or of an hour. */
    record Retry(int attempt, boolean later) implements BrokerStep {}

    record Release(int attempt) implements BrokerStep {}

    record Cancelled(int attempt) implements BrokerStep {}

    record Renew(int attempt) implements BrokerStep {}

    record Save(int attempt, int value) implements BrokerStep {}

    /** Stores a document of an attempt, over this version. */
    record WriteDocument(int attempt, long version) implements BrokerStep {}

    record PublishProgress(int attempt, String text) implements BrokerStep {}

    record Cancel(String taskId) implements BrokerStep {}

    record Follow(List<String> taskIds) implements BrokerStep {}

    record Purge(Set<TaskStatus> statuses, int max) implements BrokerStep {}

    record PurgeDeadLetters(List<String> taskIds) implements BrokerStep {}

    enum Plain implements BrokerStep {
        PAUSE,
        RESUME,
        REAP
    }
}
