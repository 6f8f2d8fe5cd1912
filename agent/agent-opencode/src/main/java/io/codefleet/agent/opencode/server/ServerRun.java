package io.codefleet.agent.opencode.server;

import io.codefleet.agent.Agent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One run of a server, from when it is ready, with the turns that it was given. Confined to one context. */
final class ServerRun {
    private static final Duration DISPOSE_LIMIT = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final ServerProcess process;
    private final ServerLink link;
    private final HealthWatch health;
    private final long startedNanos = System.nanoTime();
    private final Set<Agent.Turn> turns = new HashSet<>();
    private int given;

    ServerRun(Vertx vertx, ServerProcess process, ServerLink link, HealthWatch health) {
        this.vertx = vertx;
        this.process = process;
        this.link = link;
        this.health = health;
        health.open();
    }

    /** Assigns a turn to the server, until the turn is answered. */
    ServerLink admit(Agent.Turn turn) {
        given++;
        turns.add(turn);
        return link;
    }

    /** Removes a turn that was answered. */
    void leave(Agent.Turn turn) {
        turns.remove(turn);
    }

    ServerLink link() {
        return link;
    }

    /** Returns the number of turns that run on the server. */
    int turns() {
        return turns.size();
    }

    /** Returns the number of turns that the server was given since its start. */
    int given() {
        return given;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    long pid() {
        return process.pid();
    }

    ServerMark mark() {
        return process.mark();
    }

    /** Completes when the process has ended, with its exit code. */
    CompletionStage<Integer> ended() {
        return process.ended();
    }

    Future<Boolean> has(String session) {
        return link.client().object("/session/" + session).map(true).otherwise(false);
    }

    Future<Long> memoryBytes() {
        return vertx.executeBlocking(process::memoryBytes, false);
    }

    /** Ends the turns of a server whose process has ended by itself, after the processes that it left. Never fails. */
    Future<Void> buried(String why) {
        health.close();
        Future<Void> gone = kill();
        link.lost(why, gone);
        return gone.eventually(link::close).otherwiseEmpty();
    }

    /** Ends it with all that it started, and then its turns fail. Never fails. */
    Future<Void> end(String why) {
        health.close();
        Promise<Void> gone = Promise.promise();
        link.lost(why, gone.future());
        // this ends what the agent's shell runs, which a signal to the server does not
        return link.client()
                .postIgnoringAnswer("/global/dispose", new JsonObject(), DISPOSE_LIMIT)
                .transform(disposed -> kill())
                .onComplete(gone)
                .eventually(link::close)
                .otherwiseEmpty();
    }

    /** Ends it as it is. */
    Future<Void> kill() {
        return kill(vertx, process);
    }

    static Future<Void> kill(Vertx vertx, ServerProcess process) {
        return vertx.<@Nullable Void>executeBlocking(
                        () -> {
                            process.end();
                            return null;
                        },
                        false)
                .mapEmpty();
    }
}
