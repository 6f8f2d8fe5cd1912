package io.codefleet.agent.opencode.session;

import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.opencode.server.ServerLink;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the sessions of tasks that nobody has touched for a time, with those of their subagents; what people do on the same
 * server is left alone. Only then is a task's conversation gone from the worker's disk.
 */
public final class SessionRetention {
    private static final Logger log = LoggerFactory.getLogger(SessionRetention.class);
    private static final int AT_ONCE = 100;
    private static final Duration SELDOM = Duration.ofMinutes(10);
    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final OpenCodeServer server;
    private final Duration keep;
    private long timer = -1;
    private boolean closed;

    public SessionRetention(Vertx vertx, OpenCodeServer server, Duration keep) {
        this.vertx = vertx;
        this.server = server;
        this.keep = keep;
    }

    /** Begins to look, now and then. Is called on the context that the turns are confined to. */
    public void begin() {
        Duration tenth = keep.dividedBy(10);
        Duration pause = tenth.compareTo(SELDOM) > 0 ? SELDOM : tenth.compareTo(OFTEN) < 0 ? OFTEN : tenth;
        timer = vertx.setTimer(
                pause.toMillis(),
                t -> sweep().onComplete(swept -> {
                    if (!closed) {
                        begin();
                    }
                }));
    }

    private Future<Void> sweep() {
        long before = System.currentTimeMillis() - keep.toMillis();
        List<Future<Void>> swept =
                server.links().stream().map(link -> sweep(link, before)).toList();
        return Future.join(swept)
                .<Void>mapEmpty()
                .onFailure(e -> log.atWarn()
                        .addKeyValue("why", e.getMessage())
                        .log("could not delete old sessions of OpenCode, tries again"));
    }

    /**
     * Deletes old sessions, page by page.
     *
     * @param before the last change of the sessions to look at, in milliseconds of the epoch; the latest come first
     */
    private static Future<Void> sweep(ServerLink link, long before) {
        String page = "/experimental/session?roots=true&limit=" + AT_ONCE + "&cursor=" + before;
        return link.client().array(page).compose(found -> {
            List<JsonObject> sessions = Json.objects(found);
            Future<Void> deleted = Future.succeededFuture();
            for (String id : stale(link, sessions)) {
                deleted = deleted.compose(done -> delete(link.client(), id));
            }
            if (sessions.size() < AT_ONCE) {
                return deleted;
            }
            JsonObject last = sessions.get(sessions.size() - 1);
            return deleted.compose(done -> sweep(link, Json.count(Json.object(last, "time"), "updated")));
        });
    }

    private static List<String> stale(ServerLink link, List<JsonObject> sessions) {
        return sessions.stream()
                .filter(session ->
                        Json.text(Json.object(session, "metadata"), "startedBy").equals(SessionFactory.STARTED_BY))
                .map(session -> Json.text(session, "id"))
                .filter(id -> link.router().owner(id) == null)
                .toList();
    }

    /**
     * Deletes a session. Aborts it first, as a busy session would go on without its record; that has no effect on an
     * idle one.
     */
    private static Future<Void> delete(OpenCodeClient client, String id) {
        log.atDebug().addKeyValue("session", id).log("deleting an old session");
        return client.postIgnoringAnswer("/session/" + id + "/abort", new JsonObject())
                .compose(aborted -> client.delete("/session/" + id));
    }

    public void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
