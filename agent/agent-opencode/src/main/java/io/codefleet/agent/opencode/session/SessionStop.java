package io.codefleet.agent.opencode.session;

import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.ServerFault;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reliable stop of a session. An abort has no effect on a prompt that OpenCode has accepted and not begun, and OpenCode would
 * begin it afterwards. Such a session is deleted, so that its prompt cannot begin. The stop repeats until the server reports that
 * the session is idle and cannot begin. Confined to the turn's context.
 */
final class SessionStop {
    private static final Logger log = LoggerFactory.getLogger(SessionStop.class);
    /** After this an attempt is not held up any more by a server that does not say that its session has ended. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /** A prompt that is on its way into a session while that is deleted is seen by the second look. */
    private static final int LOOKS_AFTER_DELETION = 2;
    /** With the pauses between them some ten minutes; after that, the operator of the server must act. */
    private static final int MOST_ROUNDS = 120;

    private final Vertx vertx;
    private final Consumer<Runnable> onContext;
    private final OpenCodeClient client;
    private final String session;
    private final Promise<Void> stopped = Promise.promise();
    private boolean begun;
    private boolean deleted;
    private boolean cancelled;
    private int idleLooks;
    private int rounds;
    private long patience = -1;

    /**
     * Creates the stop of a session.
     *
     * @param onContext runs an action on the turn's context
     * @param client for requests about the session's folder
     * @param begun whether the turn is known to have begun
     */
    SessionStop(Vertx vertx, Consumer<Runnable> onContext, OpenCodeClient client, String session, boolean begun) {
        this.vertx = vertx;
        this.onContext = onContext;
        this.client = client;
        this.session = session;
        this.begun = begun;
    }

    /**
     * Sets an action that runs on the turn's context if the stop takes long; the attempts to stop continue. Must be
     * called once, first.
     */
    void onDelay(Runnable action) {
        patience = vertx.setTimer(
                PATIENCE.toMillis(),
                timer -> onContext.accept(() -> {
                    log.atWarn()
                            .addKeyValue("session", session)
                            .log("OpenCode does not say that a session has ended; keeps trying");
                    action.run();
                }));
    }

    /** Ends the wait for the stop. */
    void close() {
        vertx.cancelTimer(patience);
    }

    /** Completes when the session does nothing any more; fails if the server did not say so in time. Is called once. */
    Future<Void> run() {
        round();
        return stopped.future();
    }

    /** Cancels the stop, because the session has ended together with its server. */
    void cancel() {
        cancelled = true;
        stopped.tryComplete();
    }

    private String path() {
        return "/session/" + session;
    }

    private void round() {
        if (cancelled) {
            return;
        }
        client.postIgnoringAnswer(path() + "/abort", new JsonObject(), CALL)
                .compose(told -> begun || deleted ? Future.succeededFuture() : delete())
                .compose(done -> client.object("/session/status", CALL))
                .onComplete(seen -> onContext.accept(() -> {
                    if (seen.succeeded()) {
                        seen(Json.text(Json.object(seen.result(), session), "type"));
                    } else {
                        again(seen.cause());
                    }
                }));
    }

    private Future<Void> delete() {
        return client.delete(path(), CALL)
                .recover(e -> e instanceof ServerFault fault && fault.status() == 404
                        ? Future.succeededFuture()
                        : Future.failedFuture(e))
                .onSuccess(done -> onContext.accept(() -> deleted = true));
    }

    private void seen(String status) {
        boolean idle = status.isEmpty() || status.equals("idle");
        begun |= !idle;
        idleLooks = idle ? idleLooks + 1 : 0;
        if (idle && idleLooks >= (begun && !deleted ? 1 : LOOKS_AFTER_DELETION)) {
            stopped.tryComplete();
        } else {
            again(null);
        }
    }

    private void again(@Nullable Throwable why) {
        rounds++;
        if (rounds >= MOST_ROUNDS) {
            stopped.tryFail("OpenCode did not say that session " + session + " has ended");
            return;
        }
        if (why != null) {
            log.atDebug().addKeyValue("session", session).setCause(why).log("could not stop a session, tries again");
        }
        Duration pause = LOOK.multipliedBy(rounds);
        Duration wait = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        vertx.setTimer(wait.toMillis(), timer -> onContext.accept(this::round));
    }
}
