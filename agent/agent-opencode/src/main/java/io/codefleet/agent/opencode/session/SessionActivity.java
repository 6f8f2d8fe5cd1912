package io.codefleet.agent.opencode.session;

import io.codefleet.AgentActivity;
import io.codefleet.AgentActivity.ModelEnd;
import io.codefleet.AgentActivity.ModelEnded;
import io.codefleet.AgentActivity.ModelStarted;
import io.codefleet.AgentActivity.ToolEnded;
import io.codefleet.AgentActivity.ToolStarted;
import io.codefleet.agent.Agent.Event;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.UsageParser;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Converter of OpenCode's events of a turn's sessions to activities. Each assistant message is one request to a model, which lasts
 * until the tools of its answer have ended.
 */
final class SessionActivity {
    private final Handler<Event> watchers;
    private final Set<String> reported = new HashSet<>();
    /** The tools that run subagents, by the sessions of these. */
    private final Map<String, String> subagents = new HashMap<>();

    SessionActivity(Handler<Event> watchers) {
        this.watchers = watchers;
    }

    /** Handles an event of the session, or of a subagent's session. */
    void event(String type, JsonObject properties) {
        switch (type) {
            case "message.updated" -> message(Json.object(properties, "info"));
            case "message.part.updated" -> part(Json.object(properties, "part"));
            default -> {}
        }
    }

    private void message(JsonObject info) {
        String id = Json.text(info, "id");
        if (!Json.text(info, "role").equals("assistant") || id.isEmpty()) {
            return;
        }
        JsonObject time = Json.object(info, "time");
        if (first("started", id)) {
            report(new ModelStarted(
                    id,
                    Optional.ofNullable(subagents.get(Json.text(info, "sessionID"))),
                    at(time, "created"),
                    model(info)));
        }
        if (Json.count(time, "completed") > 0 && first("ended", id)) {
            ModelEnd end = new ModelEnd(
                    given(Json.text(info, "finish")), given(Json.text(Json.object(info, "error"), "name")));
            report(new ModelEnded(id, at(time, "completed"), UsageParser.parse(info), end));
        }
    }

    private static Optional<String> model(JsonObject info) {
        String provider = Json.text(info, "providerID");
        return given(Json.text(info, "modelID"))
                .filter(name -> !provider.isEmpty())
                .map(name -> provider + "/" + name);
    }

    private void part(JsonObject part) {
        JsonObject state = Json.object(part, "state");
        String status = Json.text(state, "status");
        String id = Json.text(part, "id");
        // one that is pending does not run yet
        if (!Json.text(part, "type").equals("tool") || status.equals("pending") || id.isEmpty()) {
            return;
        }
        given(Json.text(Json.object(state, "metadata"), "sessionId")).ifPresent(child -> subagents.put(child, id));
        JsonObject time = Json.object(state, "time");
        if (first("started", id)) {
            report(new ToolStarted(
                    id,
                    given(Json.text(part, "messageID")),
                    at(time, "start"),
                    Json.text(part, "tool"),
                    given(Json.text(part, "callID"))));
        }
        boolean failed = status.equals("error");
        if ((failed || status.equals("completed")) && first("ended", id)) {
            report(new ToolEnded(id, at(time, "end"), failed));
        }
    }

    private boolean first(String what, String id) {
        return reported.add(what + " " + id);
    }

    private void report(AgentActivity activity) {
        watchers.handle(new Event.Activity(activity));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty());
    }

    private static Instant at(JsonObject time, String field) {
        long at = Json.count(time, field);
        return at == 0 ? Instant.now() : Instant.ofEpochMilli(at);
    }
}
