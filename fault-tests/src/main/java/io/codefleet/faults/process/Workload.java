package io.codefleet.faults.process;

import io.codefleet.Backoff;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskLimits;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The tasks of a run. A task is derived from its id, {@code owner/kind/number}, so that the next process of a client that died
 * submits the same tasks again.
 */
final class Workload {
    /** Numbers from here on are those of tasks that steps of the schedule bring; below are the usual ones. */
    private static final int FIRST_OF_STEPS = 1_000_000;

    private static final TaskLimits LIMITS = TaskLimits.DEFAULT.attemptTimeout(Duration.ofSeconds(20));
    /** Many attempts, as many are lost in a run, and soon. */
    private static final RetryPolicy RETRY =
            RetryPolicy.DEFAULT.maxAttempts(50).backoff(Backoff.fixed(Duration.ofMillis(100)));

    private static final int CHILDREN = 3;
    private static final List<TaskBehavior> USUAL = List.of(
            TaskBehavior.WORK,
            TaskBehavior.WORK,
            TaskBehavior.WORK,
            TaskBehavior.WORK,
            TaskBehavior.LARGE,
            TaskBehavior.WORK,
            TaskBehavior.THROWS,
            TaskBehavior.URGENT);

    private Workload() {}

    /**
     * Returns the id of a client's task. The number determines the kind, so that a seed gives the same load each time.
     */
    static String usual(String client, int number) {
        return id(client, USUAL.get(number % USUAL.size()), number);
    }

    static String id(String owner, TaskBehavior kind, int number) {
        return owner + "/" + kind.word() + "/" + number;
    }

    /** Returns the number of a usual task of this client; negative for any other task. */
    static int usualNumber(String client, String id) {
        int number = Integer.parseInt(id.split("/", -1)[2]);
        return number < FIRST_OF_STEPS && usual(client, number).equals(id) ? number : -1;
    }

    /** Returns the kind of a task, which is the first word of its prompt. */
    static TaskBehavior kind(Task task) {
        return TaskBehavior.of(task.prompt().split(" ", 2)[0]);
    }

    /** Returns the task with this id as this client submits it. */
    static Task task(String id, String client) {
        String[] parts = id.split("/", -1);
        TaskBehavior kind = parts.length > 3 ? TaskBehavior.CHILD : TaskBehavior.of(parts[1]);
        Task task = Task.of(kind.word() + " " + id)
                .id(id)
                .type("fault")
                .limits(LIMITS)
                .retry(RETRY);
        return switch (kind) {
            case HANGS ->
                task.limits(LIMITS.attemptTimeout(RunTiming.HANG_LIMIT)).retry(RETRY.maxAttempts(2));
            case DELAYED -> task.delay(Duration.ofMillis(200 + 37L * Integer.parseInt(parts[2]) % 1000));
            case URGENT -> task.priority(Task.MAX_PRIORITY);
            case CHILD -> task.parent(id.substring(0, id.lastIndexOf('/')));
            case DISPUTED -> task.prompt(task.prompt() + " as " + client + " wants it");
            case OVERSIZED -> task.prompt(task.prompt() + " " + "x".repeat(RunTiming.MAX_PAYLOAD_BYTES));
            default -> task;
        };
    }

    static List<String> children(String parentId) {
        return IntStream.rangeClosed(1, CHILDREN)
                .mapToObj(number -> parentId + "/" + number)
                .toList();
    }
}
