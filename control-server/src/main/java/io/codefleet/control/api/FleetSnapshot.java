package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.Page;
import io.codefleet.TaskQuery;
import io.codefleet.TaskSummary;
import io.codefleet.WorkerInfo;
import io.codefleet.json.InfoJson;
import io.codefleet.json.WorkerJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The state of a fleet with which a stream of its changes begins. */
final class FleetSnapshot {
    private static final TaskQuery NEWEST = TaskQuery.ALL.pageSize(100);

    private final CodefleetClient fleet;

    FleetSnapshot(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    Future<JsonObject> read() {
        Future<FleetStats> stats = fleet.stats();
        Future<List<WorkerInfo>> workers = fleet.workers();
        // From the broker, as the read model may be behind the watch that the stream has begun.
        Future<Page<TaskSummary>> newest = fleet.tasks(NEWEST);
        return Future.all(stats, workers, newest).map(all -> {
            JsonArray eachWorker = new JsonArray();
            workers.result().forEach(worker -> eachWorker.add(WorkerJson.encode(worker)));
            JsonArray eachTask = new JsonArray();
            newest.result().items().forEach(task -> eachTask.add(InfoJson.encode(task)));
            return new JsonObject()
                    .put("stats", InfoJson.encode(stats.result()))
                    .put("workers", eachWorker)
                    .put("tasks", eachTask);
        });
    }
}
