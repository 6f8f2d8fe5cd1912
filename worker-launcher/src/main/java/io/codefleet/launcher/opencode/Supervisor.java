package io.codefleet.launcher.opencode;

import io.codefleet.Backoff;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server of our own running: when it dies, its turns fail at once, so that their tasks go elsewhere, and it is started
 * again, after a wait that grows from failure to failure. Its state is confined to one context.
 */
final class Supervisor implements Server {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration DISPOSE_LIMIT = Duration.ofSeconds(2);
    private static final Backoff RESTARTS = Backoff.exponential(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Context context;
    private final ServerCommand command;
    private final Pace pace;
    private Promise<ServerLink> link = Promise.promise();
    private Future<Void> launching = Future.succeededFuture();
    private @Nullable ServerProcess starting;
    private @Nullable Run run;
    private int failures;
    private boolean closing;
    private final Promise<Void> closed = Promise.promise();

    /** One run of the server, from when it was ready. */
    private record Run(ServerProcess process, ServerLink link, HealthWatch health, long startedNanos) {}

    private Supervisor(Vertx vertx, Context context, ServerCommand command, Pace pace) {
        this.pace = pace;
        this.vertx = vertx;
        this.context = context;
        this.command = command;
    }

    /** Starts a server; fails, for good, if the first start does. */
    static Future<Server> start(Vertx vertx, Context context, ServerCommand command, Pace pace) {
        Supervisor supervisor = new Supervisor(vertx, context, command, pace);
        Promise<Server> started = Promise.promise();
        context.runOnContext(v -> supervisor
                .launch()
                .onSuccess(ready -> started.complete(supervisor))
                .onFailure(started::fail));
        return started.future();
    }

    @Override
    public Future<ServerLink> link() {
        return link.future();
    }

    private Future<Void> launch() {
        Promise<Void> done = Promise.promise();
        launching = done.future();
        vertx.executeBlocking(() -> ServerProcess.start(command), false)
                .map(process -> Objects.requireNonNull(process))
                .compose(process ->
                        ready(process).recover(e -> end(process).transform(ended -> Future.failedFuture(e))))
                .onComplete(ready -> onContext(() -> {
                    starting = null;
                    if (ready.succeeded()) {
                        begun(ready.result());
                        done.complete();
                    } else {
                        link.tryFail(ready.cause());
                        done.fail(ready.cause());
                    }
                }));
        return done.future();
    }

    private Future<Run> ready(ServerProcess process) {
        starting = process;
        if (closing) {
            return Future.failedFuture("the worker leaves");
        }
        return Future.fromCompletionStage(process.address(), context)
                .timeout(START_LIMIT.toSeconds(), TimeUnit.SECONDS)
                .recover(e -> Future.failedFuture(e instanceof TimeoutException ? silent(e) : e))
                .compose(address -> check(process, address));
    }

    private OpenCodeException silent(Throwable timeout) {
        return new OpenCodeException(
                "'" + command.program() + " serve' did not say within " + START_LIMIT.toSeconds()
                        + " s where it listens; run it by hand to see what it waits for",
                timeout);
    }

    private Future<Run> check(ServerProcess process, ServerAddress address) {
        OpenCodeClient client = new OpenCodeClient(vertx, address);
        return Readiness.of(vertx, client, address, START_LIMIT)
                .onFailure(e -> client.close())
                .map(version -> {
                    LOG.atInfo()
                            .addKeyValue("version", version)
                            .addKeyValue("pid", process.pid())
                            .addKeyValue("server", address)
                            .log("OpenCode runs");
                    IdleFolders folders = new IdleFolders(vertx, client, pace.idleFolder());
                    ServerLink opened = ServerLink.open(vertx, address, client, Optional.of(folders));
                    HealthWatch health = new HealthWatch(vertx, client, pace, () -> hung(process));
                    return new Run(process, opened, health, System.nanoTime());
                });
    }

    /** Its turns fail, and it is started again, once it has ended. */
    private void hung(ServerProcess process) {
        LOG.atWarn().addKeyValue("pid", process.pid()).log("OpenCode does not answer any more and is ended");
        end(process);
    }

    private void begun(Run started) {
        run = started;
        started.health().open();
        link.tryComplete(started.link());
        started.process().ended().thenAccept(code -> onContext(() -> died(started, code)));
    }

    private void died(Run ended, int exitCode) {
        if (!ended.equals(run) || closing) {
            return;
        }
        run = null;
        link = Promise.promise();
        String why = "OpenCode ended in the middle of its work, with exit code " + exitCode;
        ended.health().close();
        ended.link().lost(why);
        ended.link().close();
        if (System.nanoTime() - ended.startedNanos() > STEADY.toNanos()) {
            failures = 0;
        }
        again(why);
    }

    private void again(String why) {
        Duration wait =
                RESTARTS.delayAfter(++failures, ThreadLocalRandom.current().nextDouble());
        LOG.atWarn().addKeyValue("why", why).addKeyValue("wait", wait).log("starts OpenCode again");
        vertx.setTimer(
                wait.toMillis(),
                timer -> onContext(() -> {
                    if (!closing) {
                        launch().onFailure(e -> onContext(() -> {
                            if (!closing) {
                                link = Promise.promise();
                                again(String.valueOf(e.getMessage()));
                            }
                        }));
                    }
                }));
    }

    @Override
    public Future<Void> close() {
        onContext(() -> {
            if (!closing) {
                closing = true;
                link.tryFail("the worker leaves");
                if (starting != null) {
                    end(starting);
                }
                launching
                        .transform(launched -> Future.<Void>succeededFuture())
                        .compose(launched -> endRun())
                        .onComplete(ended -> closed.complete());
            }
        });
        return closed.future();
    }

    private Future<Void> endRun() {
        Run last = run;
        if (last == null) {
            return Future.succeededFuture();
        }
        last.health().close();
        // this ends what the agent's shell runs, which a signal to the server does not
        return last.link()
                .client()
                .tell("/global/dispose", new JsonObject(), DISPOSE_LIMIT)
                .transform(disposed -> {
                    last.link().lost("the worker leaves");
                    return end(last.process());
                })
                .compose(ended -> last.link().close())
                .otherwiseEmpty();
    }

    private Future<Void> end(ServerProcess process) {
        return vertx.<@Nullable Void>executeBlocking(
                        () -> {
                            process.end();
                            return null;
                        },
                        false)
                .mapEmpty();
    }

    private void onContext(Runnable step) {
        context.runOnContext(v -> step.run());
    }
}
