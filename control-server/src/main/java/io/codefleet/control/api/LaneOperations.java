package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.FleetStats;
import io.codefleet.WorkerInfo;
import io.codefleet.control.tasks.RunningLane;
import io.codefleet.control.tasks.TaskReadModel;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The lanes: the queues of tasks that the same workers may take. */
final class LaneOperations {
    private final CodefleetClient fleet;
    private final TaskReadModel tasks;

    LaneOperations(CodefleetClient fleet, TaskReadModel tasks) {
        this.fleet = fleet;
        this.tasks = tasks;
    }

    Map<String, Operation> operations() {
        return Map.of("listLanes", this::list);
    }

    private Future<ApiReply> list(ApiCall call) {
        Future<FleetStats> stats = fleet.stats();
        Future<List<WorkerInfo>> workers = fleet.workers();
        Future<Map<RunningLane, Integer>> running = tasks.running();
        return Future.all(stats, workers, running)
                .map(all -> ApiReply.ok(new JsonObject()
                        .put(
                                "items",
                                encode(lanes(stats.result(), running.result()), running.result(), workers.result()))));
    }

    /** Returns the lanes that the broker reports because tasks wait there, and those in which tasks only run. */
    private static List<FleetStats.Lane> lanes(FleetStats stats, Map<RunningLane, Integer> running) {
        List<FleetStats.Lane> lanes = new ArrayList<>(stats.lanes());
        Map<RunningLane, Integer> idle = new LinkedHashMap<>(running);
        stats.lanes().stream()
                .filter(lane -> lane.workerId().isEmpty())
                .forEach(lane -> idle.remove(new RunningLane(lane.type(), lane.requiredCapabilities())));
        idle.keySet().forEach(lane -> lanes.add(lane.withoutWaiting()));
        return lanes;
    }

    private static JsonArray encode(
            List<FleetStats.Lane> lanes, Map<RunningLane, Integer> running, List<WorkerInfo> workers) {
        JsonArray items = new JsonArray();
        for (FleetStats.Lane lane : lanes) {
            List<String> serving = workers.stream()
                    .filter(WorkerInfo::takesTasks)
                    .filter(worker -> lane.workerId().map(worker.id()::equals).orElse(true))
                    .filter(worker -> worker.serves(lane.type(), lane.requiredCapabilities()))
                    .map(WorkerInfo::id)
                    .sorted()
                    .toList();
            // Tasks do not say where they were placed, so that those which run are counted for the shared lane.
            Optional<Integer> runs = lane.workerId().isPresent()
                    ? Optional.empty()
                    : Optional.of(running.getOrDefault(new RunningLane(lane.type(), lane.requiredCapabilities()), 0));
            JsonObject json = new JsonObject()
                    .put("type", lane.type())
                    .put("requires", new JsonArray(List.copyOf(lane.requiredCapabilities())))
                    .put("queued", lane.queued())
                    .put("oldestMs", lane.oldest().toMillis())
                    .put("workers", new JsonArray(serving));
            runs.ifPresent(count -> json.put("running", count));
            lane.workerId().ifPresent(worker -> json.put("worker", worker));
            items.add(json);
        }
        return items;
    }
}
