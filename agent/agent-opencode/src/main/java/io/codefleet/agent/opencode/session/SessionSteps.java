package io.codefleet.agent.opencode.session;

import io.codefleet.AgentReport.Todo;
import io.codefleet.agent.Agent.Event;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.UsageParser;
import io.codefleet.transcript.TranscriptStep;
import io.codefleet.transcript.TranscriptStep.ToolStep;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Converter of OpenCode's events of a session to steps of a transcript. The reasoning of models is left out. */
final class SessionSteps {
    private static final String SUBAGENT = "subagent: ";

    private final Handler<Event> watchers;
    private final Set<String> answers = new HashSet<>();
    private final Set<String> reported = new HashSet<>();

    SessionSteps(Handler<Event> watchers) {
        this.watchers = watchers;
    }

    /** Handles an event of the session. */
    void own(String type, JsonObject properties) {
        switch (type) {
            case "message.updated" -> message(Json.object(properties, "info"));
            case "message.part.updated" -> part(Json.object(properties, "part"), "");
            case "todo.updated" -> todos(Json.objects(properties, "todos"));
            default -> {}
        }
    }

    /** Handles an event of a subagent's session: its tools and what its model consumed. */
    void child(String type, JsonObject properties) {
        switch (type) {
            case "message.updated" -> model(Json.object(properties, "info"));
            case "message.part.updated" -> {
                JsonObject part = Json.object(properties, "part");
                if (Json.text(part, "type").equals("tool")) {
                    tool(part, SUBAGENT);
                }
            }
            default -> {}
        }
    }

    private void message(JsonObject info) {
        if (Json.text(info, "role").equals("assistant")) {
            answers.add(Json.text(info, "id"));
            model(info);
        }
    }

    /** Reports the answer of a model once it is complete. Its text and its tools are steps of their own, before it. */
    private void model(JsonObject info) {
        JsonObject time = Json.object(info, "time");
        String id = Json.text(info, "id");
        if (!Json.text(info, "role").equals("assistant")
                || Json.count(time, "completed") == 0
                || !reported.add("model " + id)) {
            return;
        }
        String provider = Json.text(info, "providerID");
        Optional<String> model = Optional.of(Json.text(info, "modelID"))
                .filter(name -> !name.isEmpty() && !provider.isEmpty())
                .map(name -> provider + "/" + name);
        report(
                id,
                new TranscriptStep.ModelStep(
                        at(time, "created"), lasted(time, "created", "completed"), model, UsageParser.parse(info)),
                true);
    }

    private void part(JsonObject part, String prefix) {
        switch (Json.text(part, "type")) {
            case "text" -> text(part);
            case "tool" -> tool(part, prefix);
            default -> {}
        }
    }

    private void text(JsonObject part) {
        JsonObject time = Json.object(part, "time");
        String text = Json.text(part, "text");
        String id = Json.text(part, "id");
        if (!text.isBlank()
                && answers.contains(Json.text(part, "messageID"))
                && Json.count(time, "end") > 0
                && reported.add(id)) {
            report(id, new TranscriptStep.AgentMessage(at(time, "start"), text), true);
        }
    }

    private void tool(JsonObject part, String prefix) {
        JsonObject state = Json.object(part, "state");
        String status = Json.text(state, "status");
        String id = Json.text(part, "id");
        // pending has no input yet; a command that runs is updated with each line of its output
        if (status.equals("pending") || !reported.add(id + " " + status)) {
            return;
        }
        JsonObject time = Json.object(state, "time");
        boolean failed = status.equals("error");
        boolean ended = failed || status.equals("completed");
        report(
                id,
                new ToolStep(
                        at(time, "start"),
                        ended ? lasted(time, "start", "end") : Duration.ZERO,
                        prefix + Json.text(part, "tool"),
                        Json.object(state, "input").encode(),
                        Json.text(state, failed ? "error" : "output"),
                        failed
                                ? ToolStep.ToolStatus.FAILED
                                : ended ? ToolStep.ToolStatus.COMPLETED : ToolStep.ToolStatus.RUNNING),
                ended);
    }

    private void todos(List<JsonObject> todos) {
        report(
                "todo",
                new TranscriptStep.TodoList(
                        now(),
                        todos.stream()
                                .map(todo -> new Todo(Json.text(todo, "content"), Json.text(todo, "status")))
                                .toList()),
                true);
    }

    private void report(String id, TranscriptStep step, boolean ended) {
        watchers.handle(new Event.Recorded(id, step, ended));
    }

    private static Instant now() {
        return Instant.ofEpochMilli(System.currentTimeMillis());
    }

    private static Instant at(JsonObject time, String field) {
        long at = Json.count(time, field);
        return at == 0 ? now() : Instant.ofEpochMilli(at);
    }

    private static Duration lasted(JsonObject time, String start, String end) {
        return Duration.ofMillis(Math.max(0, Json.count(time, end) - Json.count(time, start)));
    }
}
