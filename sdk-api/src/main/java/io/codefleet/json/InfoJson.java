package io.codefleet.json;

import io.codefleet.AttemptInfo;
import io.codefleet.AuditEntry;
import io.codefleet.FleetEvent;
import io.codefleet.FleetStats;
import io.codefleet.Spending;
import io.codefleet.TaskInfo;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.codefleet.scaling.ScalingPlan;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Writer of the results of fleet queries as JSON for the command line and web clients. The JSON is never read back. */
public final class InfoJson {
    private InfoJson() {}

    /** Returns an entry of a list of tasks. */
    public static JsonObject encode(TaskSummary task) {
        JsonObject json = new JsonObject()
                .put("id", task.id())
                .put("type", task.type())
                .put("status", task.status().code())
                .put("priority", task.priority())
                .put("requires", new JsonArray(List.copyOf(task.requiredCapabilities())))
                .put("attempt", task.attempt())
                .put("failures", task.failures())
                .put("submittedAt", task.submittedAt().toEpochMilli());
        task.workerId().ifPresent(worker -> json.put("worker", worker));
        task.startedAt().ifPresent(at -> json.put("startedAt", at.toEpochMilli()));
        task.finishedAt().ifPresent(at -> json.put("finishedAt", at.toEpochMilli()));
        task.dueAt().ifPresent(at -> json.put("dueAt", at.toEpochMilli()));
        task.parentId().ifPresent(parent -> json.put("parent", parent));
        if (task.cancelRequested()) {
            json.put("cancelRequested", true);
        }
        task.submitter().ifPresent(submitter -> json.put("submitter", submitter));
        if (!task.tags().isEmpty()) {
            json.put("tags", TaskJson.encode(task.tags()));
        }
        task.project().ifPresent(project -> json.put("project", project));
        task.model().ifPresent(model -> json.put("model", model));
        if (task.cost().signum() > 0) {
            json.put("cost", task.cost().toPlainString());
        }
        return json;
    }

    /** Returns one task in full. */
    public static JsonObject encode(TaskInfo info) {
        JsonObject json = encode(info.summary()).put("task", TaskJson.encode(info.task()));
        info.outcome().ifPresent(outcome -> json.put("outcome", OutcomeJson.encode(outcome)));
        info.progress().ifPresent(progress -> json.put("progress", OutcomeJson.encode(progress)));
        if (!info.usage().equals(Usage.NONE)) {
            json.put("usage", OutcomeJson.encode(info.usage()));
        }
        JsonArray history = new JsonArray();
        info.history().forEach(attempt -> history.add(encode(attempt)));
        return json.put("history", history);
    }

    private static JsonObject encode(AttemptInfo attempt) {
        JsonObject json = new JsonObject()
                .put("attempt", attempt.attempt())
                .put("worker", attempt.workerId())
                .put("startedAt", attempt.startedAt().toEpochMilli());
        attempt.endedAt().ifPresent(at -> json.put("endedAt", at.toEpochMilli()));
        attempt.end().ifPresent(end -> json.put("end", end.code()));
        attempt.error().ifPresent(error -> json.put("error", OutcomeJson.encode(error)));
        if (!attempt.usage().equals(Usage.NONE)) {
            json.put("usage", OutcomeJson.encode(attempt.usage()));
        }
        return json;
    }

    /** Returns the statistics of the fleet. */
    public static JsonObject encode(FleetStats stats) {
        JsonArray lanes = new JsonArray();
        stats.lanes().forEach(lane -> lanes.add(encode(lane)));
        return new JsonObject()
                .put("at", stats.at().toEpochMilli())
                .put("queued", stats.queued())
                .put("parked", stats.waitingForPermit())
                .put("delayed", stats.delayed())
                .put("running", stats.running())
                .put("submitted", stats.submitted())
                .put("completed", stats.completed())
                .put("failed", stats.failed())
                .put("cancelled", stats.cancelled())
                .put("workers", stats.workers())
                .put("paused", stats.paused())
                .put("unservable", stats.unservable())
                .put("lanes", lanes);
    }

    private static JsonObject encode(FleetStats.Lane lane) {
        JsonObject json = new JsonObject()
                .put("type", lane.type())
                .put("requires", new JsonArray(List.copyOf(lane.requiredCapabilities())))
                .put("queued", lane.queued())
                .put("oldestMs", lane.oldest().toMillis())
                .put("servingWorkers", lane.servingWorkers());
        lane.workerId().ifPresent(worker -> json.put("worker", worker));
        return json;
    }

    /** Returns what an allowance has consumed. */
    public static JsonObject encode(Spending spending) {
        JsonObject days = new JsonObject();
        spending.days().forEach((day, spent) -> days.put(day.toString(), encode(spent)));
        return new JsonObject()
                .put("key", spending.key())
                .put("today", spending.today().toString())
                .put("total", encode(spending.total()))
                .put("days", days);
    }

    private static JsonObject encode(Spending.Spent spent) {
        return new JsonObject()
                .put("cost", spent.cost().toPlainString())
                .put("tokens", spent.tokens())
                .put("attempts", spent.attempts());
    }

    /** Returns the pools of a plan. */
    public static JsonArray encode(ScalingPlan plan) {
        JsonArray pools = new JsonArray();
        plan.pools()
                .forEach(pool -> pools.add(new JsonObject()
                        .put("name", pool.name())
                        .put("types", new JsonArray(List.copyOf(pool.types())))
                        .put("capabilities", new JsonArray(List.copyOf(pool.capabilities())))
                        .put("workers", pool.workers())
                        .put("slots", pool.slots())
                        .put("running", pool.running())
                        .put("queued", pool.queued())
                        .put("oldestMs", pool.oldest().toMillis())
                        .put("serviceTimeMs", pool.serviceTime().toMillis())
                        .put("desiredWorkers", pool.desiredWorkers())));
        return pools;
    }

    /** Returns an event. */
    public static JsonObject encode(FleetEvent event) {
        JsonObject json = new JsonObject()
                .put("cursor", event.cursor())
                .put("at", event.at().toEpochMilli());
        if (event instanceof FleetEvent.TaskEvent task) {
            json.put("event", task.kind().code())
                    .put("task", task.taskId())
                    .put("type", task.taskType())
                    .put("attempt", task.attempt());
            task.workerId().ifPresent(worker -> json.put("worker", worker));
            return json;
        }
        if (event instanceof FleetEvent.WorkerEvent worker) {
            return json.put("event", "WORKER_" + worker.kind().code()).put("worker", worker.workerId());
        }
        return json.put("event", "MISSED");
    }

    /** Returns an entry of the audit. */
    public static JsonObject encode(AuditEntry entry) {
        JsonObject json = new JsonObject()
                .put("at", entry.at().toEpochMilli())
                .put("actor", entry.actor())
                .put("action", entry.action().code())
                .put("subjects", new JsonArray(entry.subjects()))
                .put("count", entry.count());
        entry.detail().ifPresent(detail -> json.put("detail", detail));
        entry.unknownAction().ifPresent(code -> json.put("unknownAction", code));
        return json;
    }
}
