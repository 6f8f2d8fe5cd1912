package io.codefleet.control.api;

import io.codefleet.CodefleetClient;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import io.codefleet.error.WorkerNotFoundException;
import io.codefleet.json.WorkerJson;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.Map;

/** The operations on workers. */
final class WorkerOperations {
    private final CodefleetClient fleet;

    WorkerOperations(CodefleetClient fleet) {
        this.fleet = fleet;
    }

    Map<String, Operation> operations() {
        return Map.of("listWorkers", this::list, "getWorker", this::get, "commandWorker", this::command);
    }

    private Future<ApiReply> list(ApiCall call) {
        return fleet.workers().map(workers -> {
            JsonArray items = new JsonArray();
            workers.stream()
                    .sorted(Comparator.comparing(WorkerInfo::id))
                    .forEach(worker -> items.add(WorkerJson.encode(worker)));
            return ApiReply.ok(new JsonObject().put("items", items));
        });
    }

    private Future<ApiReply> get(ApiCall call) {
        String id = call.path("id");
        return fleet.workers()
                .compose(workers -> workers.stream()
                        .filter(worker -> worker.id().equals(id))
                        .findFirst()
                        .map(worker -> Future.succeededFuture(ApiReply.ok(WorkerJson.encode(worker))))
                        .orElseGet(() -> Future.failedFuture(new WorkerNotFoundException(
                                id,
                                NearestName.of(
                                        id, workers.stream().map(WorkerInfo::id).toList())))));
    }

    private Future<ApiReply> command(ApiCall call) {
        String id = call.path("id");
        WorkerCommand command = commandOf(call);
        return call.fleet()
                .command(id, command)
                .map(given ->
                        ApiReply.json(202, new JsonObject().put("worker", id).put("command", command.name())));
    }

    private static WorkerCommand commandOf(ApiCall call) {
        String action = call.path("action");
        if (!action.equals("resize")) {
            return WorkerCommand.of(action);
        }
        return WorkerCommand.setConcurrency(call.number("concurrency")
                .orElseThrow(() -> new InvalidInputException(
                        "concurrency", "is missing; give the new number of slots, such as ?concurrency=4")));
    }
}
