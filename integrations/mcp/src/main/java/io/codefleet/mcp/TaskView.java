package io.codefleet.mcp;

import io.codefleet.Outcome;
import io.codefleet.TaskInfo;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.TaskSummary;
import io.codefleet.Usage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** Tasks and outcomes as an agent reads them: what it needs to go on, and no more than it can read. */
final class TaskView {
    /** How many characters of a text or patch an agent gets. */
    static final int MAX_TEXT = 40_000;

    private TaskView() {}

    /** Returns a task as it is now. */
    static JsonObject of(TaskInfo info) {
        TaskSummary summary = info.summary();
        JsonObject json = new JsonObject()
                .put("task_id", summary.id())
                .put("type", summary.type())
                .put("status", summary.status().code())
                .put("ended", summary.status().isTerminal());
        if (info.outcome().isPresent()) {
            return put(json, info.outcome().get());
        }
        json.put("attempts", summary.attempt());
        summary.workerId().ifPresent(worker -> json.put("worker", worker));
        info.progress().ifPresent(progress -> json.put("progress", cut(progress.text())));
        return cost(json, info.usage())
                .put("next", "it continues; call wait_for_task with this task_id, or cancel_task to stop it");
    }

    /** Returns a task that was submitted and cannot be read now. An error would make its caller submit it again. */
    static JsonObject ofUnread(String id) {
        return new JsonObject()
                .put("task_id", id)
                .put("status", TaskStatus.QUEUED.code())
                .put("ended", false)
                .put("next", "it was submitted and cannot be read now; call get_task with this task_id");
    }

    private static JsonObject put(JsonObject json, Outcome outcome) {
        json.put("attempts", outcome.attempts());
        cost(json, outcome.usage());
        return outcome.fold(
                completed -> put(json, completed.result()),
                failed -> json.put(
                        "error",
                        new JsonObject()
                                .put("kind", failed.error().kind().code())
                                .put("message", cut(failed.error().message()))),
                cancelled -> json.put("reason", cancelled.reason()));
    }

    private static JsonObject put(JsonObject json, TaskResult result) {
        putText(json, "text", result.text());
        result.patch().ifPresent(patch -> putText(json, "patch", patch));
        if (!result.files().isEmpty()) {
            json.put("files", new JsonArray(result.files()));
        }
        JsonObject data = new JsonObject(result.data());
        if (!data.isEmpty()) {
            if (data.encode().length() <= MAX_TEXT) {
                json.put("data", data);
            } else {
                json.put("data_omitted", true);
            }
        }
        return json;
    }

    private static JsonObject cost(JsonObject json, Usage usage) {
        return json.put("cost_usd", usage.cost().doubleValue()).put("tokens", usage.tokens());
    }

    private static void putText(JsonObject json, String name, String text) {
        json.put(name, cut(text));
        if (text.length() > MAX_TEXT) {
            json.put(name + "_omitted_chars", text.length() - MAX_TEXT);
        }
    }

    static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
