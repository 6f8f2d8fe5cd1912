package io.codefleet.internal.client;

import io.codefleet.BulkOptions;
import io.codefleet.ReplayResult;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskStatus;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.internal.orchestration.ConsensusIds;
import io.codefleet.json.ConsensusTask;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Submits the content of a failed task as a new task. Its id is derived, so that two replays at the same time are one task by
 * the rule that one id is one task; no other storage is needed.
 */
final class Replay {
    private static final Pattern REPLAYED = Pattern.compile("(.*)~([1-9]\\d{0,5})");

    private final TaskAccess access;
    private final Submitter submitter;
    private final BulkSubmits bulkSubmits;

    Replay(TaskAccess access, Submitter submitter, BulkSubmits bulkSubmits) {
        this.access = access;
        this.submitter = submitter;
        this.bulkSubmits = bulkSubmits;
    }

    Future<TaskHandle> replay(String taskId, UnaryOperator<Task> edit) {
        return access.find(taskId)
                .compose(found -> submitter.replay(next(taskId, found, edit)))
                .map(Submitter.Submitted::handle);
    }

    private static Task next(String taskId, Optional<TaskInfo> found, UnaryOperator<Task> edit) {
        TaskInfo failed = found.orElseThrow(() -> new TaskNotFoundException(taskId));
        if (failed.status() != TaskStatus.FAILED) {
            throw new InvalidInputException(
                    "taskId", taskId + " is " + failed.status() + "; only a failed task can be replayed");
        }
        return next(failed.task(), edit);
    }

    private static Task next(Task failed, UnaryOperator<Task> edit) {
        Task edited = edit.apply(failed);
        return edited.id(nextId(failed.id(), maxLength(edited)));
    }

    /** Returns how long an id may be before the number of a replay. */
    private static int maxLength(Task task) {
        return ConsensusIds.isConsensus(task) ? ConsensusTask.MAX_ID_LENGTH : Task.MAX_ID_LENGTH;
    }

    private static String nextId(String taskId, int maxLength) {
        Matcher replayed = REPLAYED.matcher(taskId);
        boolean isReplay = replayed.matches();
        String first = taskId.substring(0, isReplay ? replayed.end(1) : taskId.length());
        String end = "~" + (isReplay ? Integer.parseInt(replayed.group(2)) + 1 : 1);
        boolean fits = first.length() <= maxLength && first.length() + end.length() <= Task.MAX_ID_LENGTH;
        return fits ? first + end : shortened(first) + end;
    }

    /** Returns an id in place of one that leaves no room for the number of a replay; always the same one. */
    private static String shortened(String taskId) {
        UUID digest = UUID.nameUUIDFromBytes(taskId.getBytes(StandardCharsets.UTF_8));
        return "replay-" + digest;
    }

    Future<TaskHandle> submitOrReplay(Task task) {
        return submitter.submitted(task).compose(submitted -> replayUnlessGood(submitted, task));
    }

    private Future<TaskHandle> replayUnlessGood(Submitter.Submitted submitted, Task task) {
        boolean noResult =
                submitted.known().filter(outcome -> !outcome.isCompleted()).isPresent();
        if (!noResult) {
            return Future.succeededFuture(submitted.handle());
        }
        Task again = task.id(nextId(task.id(), maxLength(task)));
        return submitter.replay(again).compose(next -> replayUnlessGood(next, again));
    }

    Future<ReplayResult> replayAll(TaskQuery query, UnaryOperator<Task> edit) {
        Map<String, CodefleetException> refused = new HashMap<>();
        Map<String, String> failedIds = new HashMap<>();
        List<String> stored = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        DeadLetterSource source = new DeadLetterSource(access.link(), query, failed -> {
            try {
                Task again = next(failed, edit);
                failedIds.put(again.id(), failed.id());
                return Optional.of(again);
            } catch (CodefleetException e) {
                refused.put(failed.id(), e);
                return Optional.empty();
            }
        });
        BulkOptions options = BulkOptions.DEFAULT.onRefused(
                (task, reason) -> refused.put(failedIds.getOrDefault(task.id(), task.id()), reason));
        return bulkSubmits
                .replay(source, options, (task, hasEnded) -> (hasEnded ? ended : stored).add(task.id()))
                .result()
                .map(counts -> new ReplayResult(stored, ended, refused));
    }
}
