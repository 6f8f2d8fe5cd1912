package io.codefleet;

import io.codefleet.error.CodefleetException;
import java.util.List;
import java.util.Map;

/**
 * Result of the replay of many tasks.
 *
 * @param taskIds the replays that are stored and have no outcome yet, by their own ids
 * @param alreadyEnded replays that had been made before and have ended, by their own ids
 * @param refused the error for each task that was not replayed, by the id of the failed task
 */
public record ReplayResult(List<String> taskIds, List<String> alreadyEnded, Map<String, CodefleetException> refused) {
    public ReplayResult {
        taskIds = List.copyOf(taskIds);
        alreadyEnded = List.copyOf(alreadyEnded);
        refused = Map.copyOf(refused);
    }
}
