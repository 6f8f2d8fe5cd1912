package io.codefleet.faults.history;

import io.vertx.core.json.JsonObject;

/**
 * One line of a history.
 *
 * @param at when, in nanoseconds of the machine's monotonic clock, which all its processes share
 * @param process which process says so
 * @param type what happened
 * @param task the task it is about; empty if none
 * @param attempt the attempt it is about; 0 if none
 * @param token the fencing token it is about; 0 if none
 * @param detail more, depending on what it is
 */
public record HistoryEntry(
        long at, String process, EventType type, String task, int attempt, long token, String detail) {

    String toLine() {
        JsonObject json = new JsonObject().put("at", at).put("process", process).put("what", type.name());
        if (!task.isEmpty()) {
            json.put("task", task);
        }
        if (attempt != 0) {
            json.put("attempt", attempt);
        }
        if (token != 0) {
            json.put("token", token);
        }
        if (!detail.isEmpty()) {
            json.put("detail", detail);
        }
        return json.encode();
    }

    static HistoryEntry ofLine(String line) {
        JsonObject json = new JsonObject(line);
        return new HistoryEntry(
                json.getLong("at"),
                json.getString("process"),
                EventType.valueOf(json.getString("what")),
                json.getString("task", ""),
                json.getInteger("attempt", 0),
                json.getLong("token", 0L),
                json.getString("detail", ""));
    }
}
