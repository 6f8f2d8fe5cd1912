package io.codefleet.agent.opencode.session;

import io.codefleet.agent.Agent;
import io.codefleet.agent.Agent.Event;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.guard.TurnBudget;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Converter of OpenCode's events of a session to progress for the watchers of the task. */
final class TurnEvents {
    private static final int MAX_ABOUT = 200;
    /** What of a tool's input says best what it is about; the first that is there counts. */
    private static final List<String> TELLING =
            List.of("filePath", "command", "pattern", "description", "url", "query", "path", "name");

    private final String folder;
    private final Handler<Event> watchers;
    private final Set<String> answers = new HashSet<>();
    private final Set<String> textParts = new HashSet<>();
    private final Set<String> reported = new HashSet<>();
    private final SessionSteps steps;
    private final SessionActivity activity;
    private int reportedSteps;

    TurnEvents(Path folder, Handler<Event> watchers) {
        this.folder = folder + "/";
        this.watchers = watchers;
        this.steps = new SessionSteps(watchers);
        this.activity = new SessionActivity(watchers);
    }

    /** Handles an event of the session. */
    void own(String type, JsonObject properties) {
        steps.own(type, properties);
        activity.event(type, properties);
        switch (type) {
            case "message.updated" -> message(Json.object(properties, "info"));
            case "message.part.updated" -> part(Json.object(properties, "part"), "");
            case "message.part.delta" -> delta(properties);
            case "session.status" -> status(Json.object(properties, "status"));
            case "todo.updated" -> todos(Json.objects(properties, "todos"));
            case "session.compacted" ->
                watchers.handle(new Event.Note("state", "the conversation was shortened, as it grew too long"));
            default -> {}
        }
    }

    /** Handles an event of a subagent's session. Its tool calls count; its text is for the agent, not for the user. */
    void child(String type, JsonObject properties) {
        steps.child(type, properties);
        activity.event(type, properties);
        if (type.equals("message.part.updated")) {
            part(Json.object(properties, "part"), "subagent: ");
        }
    }

    /** Publishes what the turn has consumed, once for each step. */
    void spent(TurnBudget spending) {
        if (spending.steps() > reportedSteps) {
            reportedSteps = spending.steps();
            watchers.handle(new Event.UsageUpdate(spending.spent(), reportedSteps));
        }
    }

    private void message(JsonObject info) {
        if (Json.text(info, "role").equals("assistant")) {
            answers.add(Json.text(info, "id"));
        }
    }

    private void part(JsonObject part, String prefix) {
        String type = Json.text(part, "type");
        if (type.equals("text") && answers.contains(Json.text(part, "messageID"))) {
            textParts.add(Json.text(part, "id"));
        } else if (type.equals("tool")) {
            tool(part, prefix);
        }
    }

    private void delta(JsonObject properties) {
        String words = Json.text(properties, "delta");
        if (Json.text(properties, "field").equals("text")
                && textParts.contains(Json.text(properties, "partID"))
                && !words.isEmpty()) {
            watchers.handle(new Agent.Event.TextDelta(words));
        }
    }

    /** Publishes each status once; not {@code pending}, at which the input is not known yet. */
    private void tool(JsonObject part, String prefix) {
        JsonObject state = Json.object(part, "state");
        String status = Json.text(state, "status");
        if (!status.equals("pending") && reported.add(Json.text(part, "id") + " " + status)) {
            String about = prefix + about(state);
            String why = status.equals("error") ? brief(Json.text(state, "error")) : "";
            watchers.handle(
                    new Event.Tool(Json.text(part, "tool"), why.isEmpty() ? about : about + ": " + why, status));
        }
    }

    private String about(JsonObject state) {
        JsonObject input = Json.object(state, "input");
        String event = TELLING.stream()
                .map(key -> Json.text(input, key))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElseGet(() -> Json.text(state, "title"));
        return brief(event.startsWith(folder) ? event.substring(folder.length()) : event);
    }

    private static String brief(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() > MAX_ABOUT ? line.substring(0, MAX_ABOUT - 1) + "…" : line;
    }

    private void status(JsonObject status) {
        long attempt = Json.count(status, "attempt");
        if (Json.text(status, "type").equals("retry")
                && reported.add("retry " + attempt + " " + Json.count(status, "next"))) {
            long seconds = Math.max(0, (Json.count(status, "next") - System.currentTimeMillis() + 500) / 1000);
            watchers.handle(new Event.Note(
                    "retry",
                    "the model's provider says: " + brief(Json.text(status, "message")) + "; retry " + attempt + " in "
                            + seconds + " s"));
        }
    }

    private void todos(List<JsonObject> todos) {
        long done = todos.stream()
                .filter(todo -> Json.text(todo, "status").equals("completed"))
                .count();
        String now = todos.stream()
                .filter(todo -> Json.text(todo, "status").equals("in_progress"))
                .map(todo -> "; now: " + brief(Json.text(todo, "content")))
                .findFirst()
                .orElse("");
        watchers.handle(new Event.Note("todo", done + " of " + todos.size() + " done" + now));
    }
}
