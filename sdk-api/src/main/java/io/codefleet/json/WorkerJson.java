package io.codefleet.json;

import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerLoad;
import io.codefleet.WorkerPerformance;
import io.codefleet.WorkerState;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link WorkerInfo} and {@link WorkerCommand} as JSON. */
public final class WorkerJson {
    private WorkerJson() {}

    /** Returns the worker as JSON. */
    public static JsonObject encode(WorkerInfo worker) {
        return new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("id", worker.id())
                .put("state", worker.state().code())
                .put("types", new JsonArray(List.copyOf(worker.types())))
                .put("capabilities", new JsonArray(List.copyOf(worker.capabilities())))
                .put("concurrency", worker.concurrency())
                .put("running", worker.running())
                .put("load", encode(worker.load()))
                .put("performance", encode(worker.performance()))
                .put("startedAt", worker.startedAt().toEpochMilli())
                .put("lastSeen", worker.lastSeen().toEpochMilli())
                .put("labels", new JsonObject(new LinkedHashMap<>(worker.labels())));
    }

    private static JsonObject encode(WorkerLoad load) {
        return new JsonObject()
                .put("cpu", load.cpu())
                .put("usedMemoryBytes", load.usedMemoryBytes())
                .put("maxMemoryBytes", load.maxMemoryBytes());
    }

    private static JsonObject encode(WorkerPerformance performance) {
        JsonObject json = new JsonObject()
                .put("completed", performance.completed())
                .put("failed", performance.failed())
                .put("lost", performance.lost())
                .put("busyMs", performance.busyTime().toMillis());
        if (!performance.byType().isEmpty()) {
            JsonObject byType = new JsonObject();
            performance.byType().forEach((type, each) -> byType.put(type, encode(each)));
            json.put("byType", byType);
        }
        return json;
    }

    /**
     * Reads the details of a worker.
     *
     * @throws io.codefleet.error.MalformedDataException if it is not JSON, or a field is wrong
     */
    public static WorkerInfo decode(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(
                what,
                () -> WorkerInfo.builder(
                                fields.text("id"),
                                fields.constant("state", WorkerState.class, WorkerState.ONLINE, WorkerState.UNKNOWN),
                                fields.instant("startedAt"),
                                fields.instant("lastSeen"))
                        .types(fields.names("types"))
                        .capabilities(fields.names("capabilities"))
                        .concurrency(fields.integer("concurrency", 1))
                        .running(fields.integer("running", 0))
                        .load(fields.object("load", WorkerJson::load, WorkerLoad.UNKNOWN))
                        .performance(fields.object("performance", WorkerJson::performance, WorkerPerformance.NONE))
                        .labels(labels(fields))
                        .build());
    }

    private static WorkerLoad load(JsonFields fields) {
        return new WorkerLoad(
                fields.decimal("cpu", -1), fields.number("usedMemoryBytes", 0), fields.number("maxMemoryBytes", 0));
    }

    private static WorkerPerformance performance(JsonFields fields) {
        WorkerPerformance total = new WorkerPerformance(
                fields.number("completed", 0),
                fields.number("failed", 0),
                fields.number("lost", 0),
                fields.duration("busyMs", Duration.ZERO));
        Map<String, WorkerPerformance> byType = new LinkedHashMap<>();
        fields.optionalObject("byType")
                .ifPresent(types -> types.json().fieldNames().stream()
                        .limit(WorkerPerformance.MAX_TYPES)
                        .forEach(type ->
                                types.optionalObject(type).ifPresent(each -> byType.put(type, performance(each)))));
        return total.byType(byType);
    }

    private static Map<String, String> labels(JsonFields fields) {
        Map<String, String> labels = new LinkedHashMap<>();
        fields.values("labels").forEach((key, value) -> labels.put(key, value.toString()));
        return labels;
    }

    /** Returns the command as JSON. */
    public static JsonObject encode(WorkerCommand command) {
        return new JsonObject().put("name", command.name()).put("arguments", new JsonObject(command.arguments()));
    }

    /**
     * Reads a command.
     *
     * @throws io.codefleet.error.MalformedDataException if it is not JSON, or a field is wrong
     */
    public static WorkerCommand decodeCommand(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(what, () -> new WorkerCommand(fields.text("name"), fields.values("arguments")));
    }
}
