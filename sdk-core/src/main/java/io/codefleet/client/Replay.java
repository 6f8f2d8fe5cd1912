package io.codefleet.client;

import io.codefleet.Codefleet;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskInfo;
import io.codefleet.TaskStatus;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Submits the content of a failed task as a new task. Its id is derived, so that two replays at the same time are one task by
 * the rule that one id is one task; no other storage is needed.
 */
final class Replay {
    private static final Pattern REPLAYED = Pattern.compile("(.*)~(\\d{1,6})");

    private final Codefleet client;
    private final Submitter submitter;

    Replay(Codefleet client, Submitter submitter) {
        this.client = client;
        this.submitter = submitter;
    }

    Future<TaskHandle> replay(String taskId) {
        return client.task(taskId).compose(found -> replay(taskId, found));
    }

    private Future<TaskHandle> replay(String taskId, Optional<TaskInfo> found) {
        if (found.isEmpty()) {
            return Future.failedFuture(new TaskNotFoundException(taskId));
        }
        if (found.get().status() != TaskStatus.FAILED) {
            return Future.failedFuture(new InvalidInputException(
                    "taskId", taskId + " is " + found.get().status() + "; only a failed task can be replayed"));
        }
        Task again = found.get().task().id(nextId(taskId));
        return submitter.replay(again);
    }

    static String nextId(String taskId) {
        Matcher replayed = REPLAYED.matcher(taskId);
        return replayed.matches() ? replayed.group(1) + "~" + (Integer.parseInt(replayed.group(2)) + 1) : taskId + "~1";
    }
}
