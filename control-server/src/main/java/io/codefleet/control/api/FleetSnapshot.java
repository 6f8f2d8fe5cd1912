package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.TaskFilter;
import io.codefleet.control.tasks.TaskList;
import io.codefleet.control.tasks.TaskOrder;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.json.InfoJson;
import io.codefleet.json.WorkerJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** The state of a fleet with which a stream of its changes begins. */
final class FleetSnapshot {
    private static final int TASKS = 100;

    private final CodefleetClient fleet;
    private final TaskReadModel tasks;

    FleetSnapshot(CodefleetClient fleet, TaskReadModel tasks) {
        this.fleet = fleet;
        this.tasks = tasks;
    }

    Future<JsonObject> read() {
        Future<FleetStats> stats = fleet.stats();
        Future<List<WorkerInfo>> workers = fleet.workers();
        Future<TaskList> newest = tasks.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), TASKS);
        return Future.all(stats, workers, newest).map(all -> {
            JsonArray eachWorker = new JsonArray();
            workers.result().forEach(worker -> eachWorker.add(WorkerJson.encode(worker)));
            JsonArray eachTask = new JsonArray();
            newest.result().items().forEach(task -> eachTask.add(InfoJson.encode(task)));
            return new JsonObject()
                    .put("stats", InfoJson.encode(stats.result()))
                    .put("workers", eachWorker)
                    .put("tasks", eachTask)
                    .put("asOf", newest.result().asOf().toEpochMilli());
        });
    }
}
