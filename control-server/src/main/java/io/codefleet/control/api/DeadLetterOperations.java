package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.TaskStatus;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** The operations on dead letters that lists and actions on tasks do not have. */
final class DeadLetterOperations {
    private final CodefleetClient fleet;
    private final TaskReadModel readModel;

    DeadLetterOperations(CodefleetClient fleet, TaskReadModel readModel) {
        this.fleet = fleet;
        this.readModel = readModel;
    }

    Map<String, Operation> operations() {
        return Map.of("purgeDeadLetter", this::purge);
    }

    private Future<ApiReply> purge(ApiCall call) {
        String id = call.path("id");
        return fleet.task(id).compose(found -> {
            TaskStatus status =
                    found.orElseThrow(() -> new TaskNotFoundException(id)).status();
            if (status != TaskStatus.FAILED) {
                throw new ProblemException(Problem.of(
                        ProblemKind.NOT_A_DEAD_LETTER,
                        "The state of task '" + id + "' is " + status + ", not FAILED."));
            }
            return call.fleet().purgeDeadLetters(List.of(id)).map(deleted -> {
                readModel.changed(id);
                if (deleted == 0) {
                    throw new ProblemException(Problem.of(
                            ProblemKind.NOT_A_DEAD_LETTER,
                            "Task '" + id + "' is a part of a task that has not ended, or was just changed."));
                }
                return ApiReply.empty();
            });
        });
    }
}
