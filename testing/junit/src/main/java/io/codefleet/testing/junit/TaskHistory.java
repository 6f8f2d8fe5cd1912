package io.codefleet.testing.junit;

import io.codefleet.AttemptInfo;
import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.WorkerInfo;
import io.codefleet.time.DurationText;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Text about a task for people who read a failed test: its status, why it waits, its attempts. Has neither prompt nor result. */
final class TaskHistory {
    private static final int MOST_TASKS = 20;
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private TaskHistory() {}

    /** Returns the status and the attempts of a task. */
    static String of(TaskInfo info) {
        return of(info, "");
    }

    private static String of(TaskInfo info, String why) {
        TaskSummary summary = info.summary();
        String head = "task '" + summary.id() + "' of type '" + summary.type() + "' is " + summary.status() + why
                + info.outcome().map(TaskHistory::end).orElse("");
        String attempts = info.history().stream().map(TaskHistory::line).collect(Collectors.joining());
        return head + (attempts.isEmpty() ? "\n  no attempt" : attempts);
    }

    private static String end(Outcome outcome) {
        return outcome.fold(
                completed -> cost(completed.usage()),
                failed -> ": " + failed.error().kind() + ": " + failed.error().message() + cost(failed.usage()),
                cancelled -> ": " + cancelled.reason() + cost(cancelled.usage()));
    }

    private static String line(AttemptInfo attempt) {
        String end = attempt.end().map(Enum::name).orElse("runs");
        String took = attempt.endedAt()
                .map(ended -> " after " + DurationText.format(Duration.between(attempt.startedAt(), ended)))
                .orElse("");
        String error = attempt.error()
                .map(failure -> ": " + failure.kind() + ": " + failure.message())
                .orElse("");
        return "\n  attempt " + attempt.attempt() + " on worker '" + attempt.workerId() + "' at " + attempt.startedAt()
                + ": " + end + took + error + cost(attempt.usage());
    }

    private static String cost(Usage usage) {
        return usage.cost().signum() == 0 ? "" : " ($" + usage.cost().toPlainString() + ")";
    }

    /** Returns the status and the attempts of a task, and why it waits. */
    static String of(TaskInfo info, CodefleetClient client) {
        return of(info, why(info, client));
    }

    private static String why(TaskInfo info, CodefleetClient client) {
        try {
            FleetStats stats = wait(client.stats());
            return switch (info.status()) {
                case DELAYED ->
                    info.summary().dueAt().map(due -> until(due, stats.at())).orElse("");
                case QUEUED -> ": " + queued(info, stats, wait(client.workers()));
                case RUNNING -> info.summary().cancelRequested() ? ", and is to be cancelled" : "";
                default -> "";
            };
        } catch (Exception e) {
            return " (the fleet does not say more: " + e + ")";
        }
    }

    private static String until(Instant due, Instant now) {
        Duration wait = Duration.between(now, due);
        return ": it waits until " + due + ", which takes "
                + DurationText.format(wait.isNegative() ? Duration.ZERO : wait) + " more of the fleet's clock";
    }

    private static String queued(TaskInfo info, FleetStats stats, List<WorkerInfo> workers) {
        if (stats.paused()) {
            return "the fleet is paused";
        }
        if (workers.isEmpty()) {
            return "no worker is in the fleet";
        }
        List<WorkerInfo> serving = workers.stream()
                .filter(worker -> worker.serves(info.task().type(), info.task().requiredCapabilities()))
                .toList();
        if (serving.isEmpty()) {
            return "no worker serves type '" + info.task().type() + "' with the capabilities "
                    + info.task().requiredCapabilities() + "; " + text(workers);
        }
        if (serving.stream().noneMatch(WorkerInfo::takesTasks)) {
            return "each worker that serves it is paused or gone; " + text(serving);
        }
        if (stats.waitingForPermit() > 0 && info.task().concurrency().isPresent()) {
            return "it waits for a permit of its concurrency key";
        }
        return "it waits for a free worker; " + text(serving);
    }

    private static String text(List<WorkerInfo> workers) {
        return workers.stream()
                .map(worker -> "worker '" + worker.id() + "' is " + worker.state() + ", serves the types "
                        + worker.types() + " with the capabilities " + worker.capabilities() + ", runs "
                        + worker.running() + " of " + worker.concurrency())
                .collect(Collectors.joining("; "));
    }

    /** Returns the history of the newest tasks, in any of these states. */
    static String ofAll(CodefleetClient client, List<TaskStatus> statuses) {
        try {
            List<TaskSummary> found = wait(client.tasks(
                            TaskQuery.ALL.statuses(statuses).pageSize(MOST_TASKS)))
                    .items();
            StringBuilder text = new StringBuilder();
            for (TaskSummary summary : found) {
                Optional<TaskInfo> info = wait(client.task(summary.id()));
                info.ifPresent(known -> text.append(text.isEmpty() ? "" : "\n").append(of(known, client)));
            }
            return text.isEmpty() ? "the fleet has no task" : text.toString();
        } catch (Exception e) {
            return "the fleet does not answer: " + e;
        }
    }

    private static <T> T wait(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }
}
