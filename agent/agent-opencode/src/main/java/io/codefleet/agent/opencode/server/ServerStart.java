package io.codefleet.agent.opencode.server;

import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.client.ServerAddress;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a server, one at a time, and waits until it would take a turn. Confined to one context. */
final class ServerStart {
    private static final Logger log = LoggerFactory.getLogger(ServerStart.class);
    /** It takes seconds, and more than a minute on a machine on which everything else starts too. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Vertx vertx;
    private final Context context;
    private final ServerCommand command;
    private final ProbeIntervals intervals;
    private Future<ServerRun> launching = Future.failedFuture("nothing was started");
    private @Nullable ServerProcess starting;
    private boolean closing;

    ServerStart(Vertx vertx, Context context, ServerCommand command, ProbeIntervals intervals) {
        this.vertx = vertx;
        this.context = context;
        this.command = command;
        this.intervals = intervals;
    }

    /**
     * Starts one; completes on the context.
     *
     * @param ours servers that run on the same state folder
     */
    Future<ServerRun> run(Set<ServerMark> ours) {
        Promise<ServerRun> done = Promise.promise();
        launching = done.future();
        vertx.executeBlocking(() -> ServerProcess.start(command, ours), false)
                .map(process -> Objects.requireNonNull(process))
                .compose(process -> ready(process)
                        .recover(e -> ServerRun.kill(vertx, process).transform(ended -> Future.failedFuture(e))))
                .onComplete(ready -> context.runOnContext(v -> {
                    starting = null;
                    done.handle(ready);
                }));
        return launching;
    }

    /** Ends the one that is being started, if there is one. Completes when nothing is being started any more. */
    Future<Void> close() {
        closing = true;
        ServerProcess process = starting;
        Future<Void> ended = process == null ? Future.succeededFuture() : ServerRun.kill(vertx, process);
        return ended.eventually(() -> launching).transform(done -> Future.succeededFuture());
    }

    private Future<ServerRun> ready(ServerProcess process) {
        starting = process;
        if (closing) {
            return Future.failedFuture("the worker leaves");
        }
        return Future.fromCompletionStage(process.address(), context)
                .timeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .recover(e -> Future.failedFuture(e instanceof TimeoutException ? silent(e) : e))
                .compose(address -> check(process, address));
    }

    private OpenCodeException silent(Throwable timeout) {
        return new OpenCodeException(
                "'" + command.program() + " serve' did not say within " + LIMIT.toSeconds()
                        + " s where it listens; run it by hand to see what it waits for",
                timeout);
    }

    private Future<ServerRun> check(ServerProcess process, ServerAddress address) {
        OpenCodeClient client = new OpenCodeClient(vertx, address);
        return Readiness.of(vertx, client, address, LIMIT)
                .map(version -> {
                    ServerVersion.check(version, command.strictVersion());
                    log.atInfo()
                            .addKeyValue("version", version)
                            .addKeyValue("pid", process.pid())
                            .addKeyValue("server", address)
                            .log("OpenCode runs");
                    return begun(process, client, address);
                })
                .onFailure(e -> client.close());
    }

    private ServerRun begun(ServerProcess process, OpenCodeClient client, ServerAddress address) {
        IdleFolders folders =
                new IdleFolders(vertx, client, intervals.idleFolder(), new BackgroundProcessReaper(vertx, process));
        ServerLink link = ServerLink.open(vertx, address, client, Optional.of(folders));
        return new ServerRun(vertx, process, link, new HealthWatch(vertx, client, intervals, () -> hung(process)));
    }

    /** Ends a server that does not answer. Its turns fail, and it is started again when it has ended. */
    private void hung(ServerProcess process) {
        log.atWarn().addKeyValue("pid", process.pid()).log("OpenCode does not answer any more and is ended");
        ServerRun.kill(vertx, process);
    }
}
