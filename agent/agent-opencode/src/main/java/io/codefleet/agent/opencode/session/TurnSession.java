package io.codefleet.agent.opencode.session;

import io.codefleet.agent.Agent;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.SessionListener;
import io.codefleet.agent.opencode.server.ServerLink;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Function;

/**
 * The session of a turn.
 *
 * @param client for requests about the session's folder
 * @param opened the session as it was before the turn
 */
record TurnSession(ServerLink link, OpenCodeClient client, SessionFactory.Opened opened, PermissionRequests asks) {
    /** As long as the looks of a turn may get no answer: the prompt counts even where its answer is late. */
    private static final Duration PROMPT_LIMIT = Duration.ofSeconds(90);

    /** Limit of one look. A server that loads plugins on a busy machine may answer nothing for some ten seconds. */
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(15);

    /** Activity of a session. */
    sealed interface Look {
        /** Activity of a session that works, or waits for the model's provider. */
        record Busy(JsonObject status) implements Look {}

        /** Activity of a session that is idle, with the messages of the turn that it had after that. */
        record Idle(TurnMessages messages) implements Look {}
    }

    /**
     * Opens the session of a turn and its permission requests.
     *
     * @param requests makes what answers the requests of the session, given a client for requests about its folder
     */
    static Future<TurnSession> open(
            ServerLink link,
            Agent.TurnRequest request,
            PermissionSettings permissions,
            Function<OpenCodeClient, PermissionRequests> requests) {
        return new SessionFactory(link.client(), request, PermissionRequests.rules(permissions))
                .open()
                .map(opened -> {
                    OpenCodeClient client = link.client().in(opened.folder());
                    return new TurnSession(link, client, opened, requests.apply(client));
                });
    }

    String id() {
        return opened.id();
    }

    String folder() {
        return opened.folder();
    }

    TurnResult result() {
        return new TurnResult(client, opened);
    }

    /** Completes when the server has accepted the prompt, with which it begins some time later. */
    Future<Void> prompt(JsonObject message) {
        return client.postIgnoringAnswer("/session/" + id() + "/prompt_async", message, PROMPT_LIMIT);
    }

    Future<Look> look() {
        return client.object("/session/status", LOOK_LIMIT).compose(all -> {
            JsonObject status = Json.object(all, id());
            String type = Json.text(status, "type");
            return type.isEmpty() || type.equals("idle")
                    ? result().messages().map(Look.Idle::new)
                    : Future.succeededFuture(new Look.Busy(status));
        });
    }

    /** Handles an event. Ignores one that is neither a permission request nor a question. */
    void onRequest(String type, JsonObject properties) {
        if (type.equals("permission.asked")) {
            asks.permission(properties);
        } else if (type.equals("question.asked")) {
            asks.question(properties);
        }
    }

    void enter(SessionListener turn) {
        link.enter(id(), folder(), turn);
    }

    /** Completes when nothing of the turn works in the folder any more. Never fails. */
    Future<Void> leave(SessionListener turn) {
        asks.close();
        return link.leave(folder(), turn);
    }
}
