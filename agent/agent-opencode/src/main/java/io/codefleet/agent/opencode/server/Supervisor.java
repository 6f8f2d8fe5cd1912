package io.codefleet.agent.opencode.server;

import io.codefleet.Backoff;
import io.codefleet.agent.Agent;
import io.codefleet.agent.AgentVitals;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Supervisor that keeps a server of the worker running. When the server dies, its turns fail at once, so that their tasks go
 * elsewhere, and it is started again, after a wait that grows from failure to failure. When a recycling limit is reached, the
 * supervisor starts a fresh server, sends new turns to it, and ends the old one after its last turn. Its state is confined to one
 * context.
 */
public final class Supervisor implements OpenCodeServer {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Backoff RESTARTS = Backoff.exponential(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration STEADY = Duration.ofMinutes(1);

    private final Vertx vertx;
    private final Context context;
    private final ServerStart start;
    private final RecyclingPolicy retirement;
    private final RecyclingLimits recycling;
    private Promise<ServerRun> current = Promise.promise();
    private @Nullable ServerRun run;
    /** Those that have been replaced and have turns yet. */
    private final Set<ServerRun> retired = new HashSet<>();

    private volatile AgentVitals vitals = AgentVitals.NONE;
    private long starts;
    private int failures;
    private boolean replacing;
    private boolean restarting;
    private boolean closing;
    private long watch = -1;
    private final Promise<Void> closed = Promise.promise();

    private Supervisor(
            Vertx vertx, Context context, ServerCommand command, ProbeIntervals intervals, RecyclingLimits recycling) {
        this.vertx = vertx;
        this.context = context;
        this.recycling = recycling;
        this.retirement = new RecyclingPolicy(recycling, intervals.minAge());
        this.start = new ServerStart(vertx, context, command, intervals);
        if (recycling.isLimited()) {
            this.watch = vertx.setPeriodic(intervals.health().toMillis(), timer -> onContext(this::lookAtAge));
        }
    }

    /** Starts a server; fails, for good, if the first start does. */
    public static Future<Supervisor> start(
            Vertx vertx, Context context, ServerCommand command, ProbeIntervals intervals, RecyclingLimits recycling) {
        Promise<Supervisor> started = Promise.promise();
        context.runOnContext(v -> {
            Supervisor supervisor = new Supervisor(vertx, context, command, intervals, recycling);
            supervisor
                    .launch()
                    .map(supervisor)
                    .onFailure(e -> vertx.cancelTimer(supervisor.watch))
                    .onComplete(started);
        });
        return started.future();
    }

    @Override
    public Future<ServerLink> link(Agent.Turn turn, Optional<String> session) {
        return current.future().map(server -> {
            turn.answer().onComplete(answered -> onContext(() -> left(server, turn)));
            ServerLink link = server.admit(turn);
            if (retirement.isServed(server.given())) {
                onContext(() -> replace(server, "it was given " + server.given() + " turns"));
            }
            return link;
        });
    }

    @Override
    public List<ServerLink> links() {
        return run == null ? List.of() : List.of(run.link());
    }

    /** Returns whether the server has this session; false if it does not answer. */
    Future<Boolean> has(String session) {
        return run == null ? Future.succeededFuture(false) : run.has(session);
    }

    /** Returns whether the server is ready, so that a turn can start without a wait. */
    boolean isUp() {
        return run != null;
    }

    @Override
    public AgentVitals vitals() {
        return vitals;
    }

    private void feels(boolean healthy, OptionalLong memoryBytes) {
        vitals = new AgentVitals(healthy, Math.max(0, starts - 1), memoryBytes);
    }

    /** Returns the number of turns that run on the server. */
    int turns() {
        return run == null ? 0 : run.turns();
    }

    private Set<ServerMark> ours() {
        return runs().stream().map(ServerRun::mark).collect(Collectors.toSet());
    }

    private List<ServerRun> runs() {
        return Stream.concat(Stream.ofNullable(run), retired.stream()).toList();
    }

    private Future<Void> launch() {
        return start.run(ours())
                .onSuccess(this::begun)
                .onFailure(current::tryFail)
                .mapEmpty();
    }

    private void begun(ServerRun started) {
        ServerRun old = run;
        run = started;
        starts++;
        feels(true, OptionalLong.empty());
        if (old == null) {
            current.tryComplete(started);
        } else {
            current = Promise.promise();
            current.complete(started);
            retire(old);
        }
        started.ended().thenAccept(code -> onContext(() -> died(started, code)));
    }

    private void died(ServerRun ended, int exitCode) {
        boolean wasRetired = retired.remove(ended);
        if (closing || (!wasRetired && !ended.equals(run))) {
            return;
        }
        String why = "OpenCode ended in the middle of its work, with exit code " + exitCode;
        Future<Void> buried = ended.buried(why);
        if (wasRetired) {
            return;
        }
        run = null;
        feels(false, OptionalLong.empty());
        current = Promise.promise();
        if (ended.age().compareTo(STEADY) > 0) {
            failures = 0;
        }
        buried.onComplete(done -> onContext(() -> again(why)));
    }

    /** Starts a server after a wait, unless one runs, or is about to be started. */
    private void again(String why) {
        if (replacing || restarting || run != null) {
            return;
        }
        restarting = true;
        Duration wait = waitAfterFailure();
        log.atWarn()
                .addKeyValue("why", why)
                .addKeyValue("wait", DurationText.format(wait))
                .log("starts OpenCode again");
        vertx.setTimer(
                wait.toMillis(),
                timer -> onContext(() -> {
                    if (!closing) {
                        launch().onComplete(launched -> {
                            restarting = false;
                            if (launched.failed()) {
                                failed(launched.cause());
                            }
                        });
                    }
                }));
    }

    private Duration waitAfterFailure() {
        return RESTARTS.delayAfter(++failures, ThreadLocalRandom.current().nextDouble());
    }

    private void failed(Throwable why) {
        if (!closing) {
            current.tryFail(why);
            current = Promise.promise();
            again(String.valueOf(why.getMessage()));
        }
    }

    private void lookAtAge() {
        ServerRun server = run;
        if (server != null) {
            server.memoryBytes().onSuccess(bytes -> onContext(() -> weighed(server, bytes)));
        }
    }

    private void weighed(ServerRun server, long bytes) {
        if (server.equals(run)) {
            feels(true, bytes > 0 ? OptionalLong.of(bytes) : OptionalLong.empty());
        }
        retirement.due(server.age(), bytes).ifPresent(why -> replace(server, why));
    }

    private void replace(ServerRun old, String why) {
        if (closing || replacing || !old.equals(run)) {
            return;
        }
        replacing = true;
        log.atInfo().addKeyValue("pid", old.pid()).addKeyValue("why", why).log("replaces OpenCode by a fresh one");
        start.run(ours()).onComplete(started -> {
            if (started.succeeded()) {
                replacing = false;
                begun(started.result());
            } else {
                notReplaced(started.cause());
            }
        });
    }

    /** Keeps the old server, and tries to replace it again only after a while. */
    private void notReplaced(Throwable why) {
        if (closing) {
            return;
        }
        if (run == null) {
            replacing = false;
            failed(why);
            return;
        }
        Duration wait = waitAfterFailure();
        log.atWarn()
                .addKeyValue("wait", DurationText.format(wait))
                .setCause(why)
                .log("could not start a fresh OpenCode, tries again");
        vertx.setTimer(
                wait.toMillis(),
                timer -> onContext(() -> {
                    replacing = false;
                    ServerRun server = run;
                    if (server == null) {
                        failed(why);
                    } else {
                        replace(server, String.valueOf(why.getMessage()));
                    }
                }));
    }

    private void retire(ServerRun old) {
        retired.add(old);
        if (old.turns() == 0) {
            endRetired(old, "it was replaced");
            return;
        }
        Duration limit = recycling.drainTimeout();
        log.atInfo()
                .addKeyValue("pid", old.pid())
                .addKeyValue("turns", old.turns())
                .log("lets its last turns end");
        vertx.setTimer(
                limit.toMillis(),
                timer -> onContext(() -> {
                    if (retired.contains(old)) {
                        String why = "OpenCode was replaced by a fresh one, and the turn had not ended after "
                                + DurationText.format(limit);
                        endRetired(old, why);
                    }
                }));
    }

    private void left(ServerRun server, Agent.Turn turn) {
        server.leave(turn);
        if (server.turns() == 0 && retired.contains(server)) {
            endRetired(server, "it was replaced");
        }
    }

    private void endRetired(ServerRun old, String why) {
        retired.remove(old);
        old.end(why)
                .onComplete(ended -> log.atInfo().addKeyValue("pid", old.pid()).log("a replaced OpenCode ended"));
    }

    @Override
    public Future<Void> close() {
        onContext(() -> {
            if (!closing) {
                closing = true;
                vertx.cancelTimer(watch);
                current.tryFail("the worker leaves");
                start.close().compose(none -> endAll()).onComplete(ended -> closed.complete());
            }
        });
        return closed.future();
    }

    private Future<Void> endAll() {
        List<Future<Void>> ending = new ArrayList<>();
        runs().forEach(each -> ending.add(each.end("the worker leaves")));
        return Future.join(ending).transform(ended -> Future.succeededFuture());
    }

    private void onContext(Runnable step) {
        context.runOnContext(v -> step.run());
    }
}
