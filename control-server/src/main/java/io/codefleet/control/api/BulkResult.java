package io.codefleet.control.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Result of an action on many tasks, collected while it runs. Thread-safe. */
final class BulkResult {
    private static final int FAULTS_SHOWN = 100;

    private final int matched;
    private final List<JsonObject> faults = new ArrayList<>();
    private int done;
    private int failed;

    /** Creates the result of an action on so many tasks, of which none is done. */
    BulkResult(int matched) {
        this.matched = matched;
    }

    /** Counts tasks on which the action has acted. */
    synchronized void done(int tasks) {
        done += tasks;
    }

    /** Counts tasks for which the action failed. */
    synchronized void failed(List<String> ids, JsonObject problem) {
        failed += ids.size();
        ids.stream()
                .limit(FAULTS_SHOWN - faults.size())
                .forEach(id -> faults.add(new JsonObject().put("id", id).put("problem", problem)));
    }

    /** Returns how many tasks the action has left as they are, by its rules. */
    synchronized int left() {
        return matched - done - failed;
    }

    /** Returns the numbers, and the problems of the first tasks for which the action failed. */
    synchronized JsonObject json() {
        return new JsonObject()
                .put("matched", matched)
                .put("done", done)
                .put("failed", new JsonArray(List.copyOf(faults)));
    }
}
