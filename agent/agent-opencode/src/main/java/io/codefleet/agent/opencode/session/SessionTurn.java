package io.codefleet.agent.opencode.session;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.agent.Agent;
import io.codefleet.agent.opencode.client.Json;
import io.codefleet.agent.opencode.client.OpenCodeClient;
import io.codefleet.agent.opencode.client.SessionListener;
import io.codefleet.agent.opencode.guard.TurnGuard;
import io.codefleet.agent.opencode.server.OpenCodeServer;
import io.codefleet.agent.opencode.server.ServerLink;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One turn in a session of OpenCode. Its state is confined to one context. Events only say when to look, as one may be lost,
 * come twice, or never come. Two things are made sure of:
 *
 * <ul>
 *   <li>A turn has ended when the server counts its session as idle <em>after it has begun</em>. OpenCode accepts a prompt at
 *       once and begins it when plugins and the folder let it; until then the session is idle too.
 *   <li>The answer of a turn is given when the session can do no more work, however the turn ended: see {@link SessionStop}.
 * </ul>
 */
public final class SessionTurn implements Agent.Turn, SessionListener {
    private static final Logger log = LoggerFactory.getLogger(SessionTurn.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    /** So many that time out take longer than the health probes, which therefore end a hanging server first. */
    private static final int MAX_MISSED_POLLS = 6;
    /** A server that was cut off leaves a turn without an end; one look may come between the end and its record. */
    private static final int MAX_LOOKS_WITHOUT_END = 3;

    private final Vertx vertx;
    private final Context context;
    private final Agent.TurnRequest request;
    private final Optional<String> model;
    private final TurnEvents watchers;
    private final Handler<Agent.Event> events;
    private final OpenCodeSettings settings;
    private final TurnGuard guard;
    private final MissedSteps missedSteps;
    private final Promise<Agent.Answer> answer = Promise.promise();
    private final Promise<Void> prompted = Promise.promise();

    private TurnPhase phase = TurnPhase.OPENING;
    private @Nullable TurnSession session;
    private @Nullable SessionStop stop;
    private @Nullable JsonObject lastError;
    private boolean looking;
    private boolean lookAgain;
    private int missed;
    private int looksWithoutEnd;
    private long timer = -1;

    /**
     * Creates a turn that has not begun.
     *
     * @param context where all of it happens, as the events of the server do
     */
    public SessionTurn(
            Vertx vertx,
            Context context,
            Agent.TurnRequest request,
            OpenCodeSettings settings,
            Handler<Agent.Event> events) {
        this.vertx = vertx;
        this.context = context;
        this.request = request;
        this.settings = settings;
        this.model = request.model().or(settings::model);
        this.events = events;
        this.watchers = new TurnEvents(request.folder(), events);
        this.guard = new TurnGuard(settings.limits(), request.budget());
        this.missedSteps = new MissedSteps(guard);
    }

    /** Begins the turn. Must be called once. */
    public void begin(OpenCodeServer server) {
        onContext(() -> {
            Optional<AttemptException> fault = model.flatMap(ModelName::fault);
            if (fault.isPresent()) {
                fail(fault.get());
                return;
            }
            server.link(this, request.start().session())
                    .compose(this::open)
                    .onComplete(opened -> onContext(() -> {
                        if (opened.failed()) {
                            fail(SessionErrors.of(opened.cause()));
                        } else if (phase == TurnPhase.OPENING) {
                            prompt(opened.result());
                        }
                    }));
        });
    }

    /** Runs a step on the turn's context. An exception of the step ends the turn, as nothing else would. */
    private void onContext(Runnable step) {
        context.runOnContext(v -> guarded(step));
    }

    private void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("a turn failed by a fault of the worker");
            fail(AttemptException.transientFault("the worker failed in a turn of OpenCode: " + e));
        }
    }

    private Future<TurnSession> open(ServerLink link) {
        if (phase != TurnPhase.OPENING) {
            return Future.failedFuture("it has ended");
        }
        return TurnSession.open(link, request, settings.permissions(), this::requests);
    }

    private PermissionRequests requests(OpenCodeClient client) {
        return new PermissionRequests(
                vertx, this::onContext, client, settings.permissions().approvalTimeout(), events, guard.silence());
    }

    private void prompt(TurnSession opened) {
        session = opened;
        phase = TurnPhase.PROMPTING;
        opened.enter(this);
        ProjectInstructions.of(vertx, settings, request.folder())
                .compose(text -> phase == TurnPhase.PROMPTING
                        ? opened.prompt(PromptRequest.message(request, model, text))
                        : Future.failedFuture("it has ended"))
                .onComplete(sent -> onContext(() -> {
                    prompted.tryComplete();
                    if (sent.failed()) {
                        fail(SessionErrors.of(sent.cause()));
                    } else if (phase == TurnPhase.PROMPTING) {
                        log.atDebug().addKeyValue("session", opened.id()).log("prompt accepted");
                        phase = TurnPhase.ACCEPTED;
                        guard.silence().broken();
                        schedule(POLL);
                    }
                }));
    }

    @Override
    public Future<Agent.Answer> answer() {
        return answer.future();
    }

    @Override
    public Future<Void> abort() {
        onContext(() -> fail(AttemptException.transientFault("the turn was aborted")));
        return answer.future().transform(ended -> Future.succeededFuture());
    }

    @Override
    public void lost(AttemptException why, Future<Void> gone) {
        if (phase != TurnPhase.ENDED) {
            phase = TurnPhase.ENDED;
            if (stop != null) {
                stop.cancel();
            }
            gone.onComplete(
                    done -> onContext(() -> leave().onComplete(left -> answer.tryFail(withReportedUsage(why)))));
        }
    }

    @Override
    public void event(String type, JsonObject properties) {
        guarded(() -> own(type, properties));
    }

    private void own(String type, JsonObject properties) {
        watchers.own(type, properties);
        onGuardVerdict(guard.event(type, properties));
        switch (type) {
            case "session.error" -> {
                // the first says it best; a second one repeats it with a stack trace
                lastError = lastError == null ? Json.object(properties, "error") : lastError;
                look();
            }
            case "session.idle" -> look();
            case "session.status" -> {
                if (!Json.text(Json.object(properties, "status"), "type").equals("idle")) {
                    // the turn continues, so that error was not the end
                    lastError = null;
                }
            }
            default -> onRequest(type, properties);
        }
    }

    @Override
    public void childEvent(String type, JsonObject properties) {
        guarded(() -> {
            watchers.child(type, properties);
            onGuardVerdict(guard.childEvent(type, properties));
            onRequest(type, properties);
        });
    }

    private void onGuardVerdict(Optional<AttemptException> tooMuch) {
        watchers.spent(guard.spending());
        tooMuch.ifPresent(this::fail);
    }

    /** Checks the session after a reconnect, to find the events that were missed. */
    @Override
    public void reconnected() {
        guard.silence().broken();
        missedSteps.reconnected();
        look();
    }

    private void onRequest(String type, JsonObject properties) {
        if (session != null) {
            session.onRequest(type, properties);
        }
    }

    private void schedule(Duration wait) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(wait.toMillis(), t -> onContext(this::look));
    }

    /** Checks whether the turn has begun, and whether it is over. */
    void look() {
        TurnSession running = session;
        if (running == null || !phase.isUnderWay()) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        lookAgain = false;
        boolean begun = phase == TurnPhase.BEGUN;
        running.look()
                .onComplete(seen -> onContext(() -> {
                    looking = false;
                    if (!phase.isUnderWay()) {
                        return;
                    }
                    if (seen.failed()) {
                        miss(seen.cause());
                        return;
                    }
                    missed = 0;
                    if (seen.result() instanceof TurnSession.Look.Busy busy) {
                        busy(running, busy.status());
                    } else if (seen.result() instanceof TurnSession.Look.Idle idle) {
                        idle(running, idle.messages(), begun);
                    }
                }));
    }

    private void miss(Throwable why) {
        missed++;
        if (missed >= MAX_MISSED_POLLS) {
            fail(SessionErrors.of(why));
        } else {
            schedule(POLL);
        }
    }

    private void busy(TurnSession running, JsonObject status) {
        phase = TurnPhase.BEGUN;
        looksWithoutEnd = 0;
        guard.look(status).ifPresent(this::fail);
        missedSteps.look(running, this::onContext, () -> phase.isUnderWay(), this::onGuardVerdict);
        running.asks().look(running.link().router(), this);
        lookLater();
    }

    private void lookLater() {
        if (lookAgain) {
            look();
        } else if (phase.isUnderWay()) {
            schedule(POLL);
        }
    }

    /** Handles an idle session; {@code begun}: the turn was known to have begun before, so that it has ended. */
    private void idle(TurnSession running, TurnMessages messages, boolean begun) {
        if (begun) {
            ended(running, messages);
        } else if (messages.hasBegun()) {
            phase = TurnPhase.BEGUN;
            look();
        } else {
            notBegun();
        }
    }

    private void notBegun() {
        if (lastError != null) {
            fail(SessionErrors.of(lastError));
            return;
        }
        guard.notBegun().ifPresent(this::fail);
        lookLater();
    }

    private void ended(TurnSession running, TurnMessages messages) {
        Optional<JsonObject> said = messages.answer();
        Optional<JsonObject> last = messages.last();
        Optional<JsonObject> error = last.flatMap(TurnMessages::error);
        if (said.isPresent()) {
            complete(running, messages, said.get());
        } else if (error.isPresent()) {
            fail(SessionErrors.of(error.get()));
        } else if (lastError != null) {
            fail(SessionErrors.of(lastError));
        } else if (++looksWithoutEnd < MAX_LOOKS_WITHOUT_END) {
            lookLater();
        } else if (last.isEmpty()) {
            fail(AttemptException.transientFault("OpenCode ended the turn without an answer"));
        } else if (TurnMessages.finish(last.get()).isEmpty()) {
            fail(AttemptException.transientFault("the turn was cut off before the model had finished"));
        } else {
            complete(running, messages, last.get());
        }
    }

    private void complete(TurnSession running, TurnMessages messages, JsonObject said) {
        looking = true;
        running.result()
                .answer(messages, said)
                .onComplete(read -> onContext(() -> {
                    looking = false;
                    if (!phase.isUnderWay()) {
                        return;
                    }
                    if (read.failed()) {
                        miss(read.cause());
                        return;
                    }
                    phase = TurnPhase.ENDED;
                    leave().onComplete(left -> answer.tryComplete(read.result()));
                }));
    }

    /** Fails the turn and stops the session, which would cost money and might write to a folder that others use. */
    private void fail(AttemptException why) {
        if (phase == TurnPhase.STOPPING || phase == TurnPhase.ENDED) {
            return;
        }
        TurnSession running = session;
        if (running == null || phase == TurnPhase.OPENING) {
            phase = TurnPhase.ENDED;
            answer.tryFail(withReportedUsage(why));
            return;
        }
        boolean begun = phase == TurnPhase.BEGUN;
        phase = TurnPhase.STOPPING;
        vertx.cancelTimer(timer);
        SessionStop stopping = new SessionStop(vertx, this::onContext, running.client(), running.id(), begun);
        stop = stopping;
        stopping.onDelay(() -> end(why));
        // a prompt that arrives after the abort would not be stopped by it
        prompted.future()
                .compose(sent -> stopping.run())
                .onFailure(e -> log.atWarn().setCause(e).log("could not stop a session"))
                .transform(stopped -> running.result().spent())
                .onComplete(spent -> onContext(() -> {
                    stopping.close();
                    end(spent.succeeded() ? why.usage(spent.result()) : why);
                }));
    }

    private void end(AttemptException why) {
        if (phase != TurnPhase.ENDED) {
            phase = TurnPhase.ENDED;
            leave().onComplete(left -> answer.tryFail(withReportedUsage(why)));
        }
    }

    /** Adds the usage that events reported, where the session did not report any. */
    private AttemptException withReportedUsage(AttemptException why) {
        return why.usage().equals(Usage.NONE) ? why.usage(guard.spending().spent()) : why;
    }

    /** Completes when nothing of the turn works in the folder any more. Never fails. */
    private Future<Void> leave() {
        vertx.cancelTimer(timer);
        return session == null ? Future.succeededFuture() : session.leave(this);
    }
}
