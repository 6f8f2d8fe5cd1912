package io.codefleet.agent.opencode.client;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hands each event of a server to the turn whose session it is about, or that started the session it is about. Sessions of
 * others, on a server that is shared, are nobody's. Confined to one context.
 */
public final class EventRouter {
    private final Map<String, SessionListener> turns = new HashMap<>();
    /** Sessions of subagents, and whose turn they belong to. */
    private final Map<String, SessionListener> children = new HashMap<>();

    public void enter(String session, SessionListener turn) {
        turns.put(session, turn);
    }

    public void leave(SessionListener turn) {
        turns.values().remove(turn);
        children.values().removeIf(each -> each == turn);
    }

    /** Returns the turn that a session belongs to, whether the session is the turn's own or one of its subagents'. */
    public @Nullable SessionListener owner(String session) {
        SessionListener turn = turns.get(session);
        return turn != null ? turn : children.get(session);
    }

    /** Returns all running turns. */
    public List<SessionListener> turns() {
        return List.copyOf(turns.values());
    }

    public void event(JsonObject event) {
        String type = Json.text(event, "type");
        JsonObject properties = Json.object(event, "properties");
        if (type.equals("server.connected")) {
            // whatever happened while nobody listened is found by looking
            turns().forEach(SessionListener::reconnected);
            return;
        }
        String session = Json.text(properties, "sessionID");
        learn(type, Json.object(properties, "info"));
        SessionListener own = turns.get(session);
        SessionListener parent = children.get(session);
        if (own != null) {
            own.event(type, properties);
        } else if (parent != null) {
            parent.childEvent(type, properties);
        }
    }

    private void learn(String type, JsonObject info) {
        if (type.equals("session.created") || type.equals("session.updated")) {
            SessionListener turn = owner(Json.text(info, "parentID"));
            if (turn != null) {
                children.put(Json.text(info, "id"), turn);
            }
        }
    }
}
