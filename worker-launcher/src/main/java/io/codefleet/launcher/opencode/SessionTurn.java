package io.codefleet.launcher.opencode;

import io.codefleet.AttemptException;
import io.codefleet.Usage;
import io.codefleet.launcher.config.AgentSettings;
import io.codefleet.launcher.worker.Agent;
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
 * One turn as one session of OpenCode. It is over when the server counts the session as idle; events only say when to look, as
 * one may be lost, come twice, or never come. Its state is confined to one context.
 */
final class SessionTurn implements Agent.Turn {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTurn.class);
    private static final Duration POLL = Duration.ofSeconds(2);
    private static final Duration ABORT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ABORT_LOOK = Duration.ofMillis(250);
    private static final int MAX_MISSED_POLLS = 3;
    private static final int MAX_SILENT_LOOKS = 3;

    private final Vertx vertx;
    private final Context context;
    private final Agent.Request request;
    private final Optional<String> model;
    private final TurnEvents watchers;
    private final Handler<Agent.Event> events;
    private final AgentSettings settings;
    private final TurnGuard guard;
    private final Promise<Agent.Answer> answer = Promise.promise();
    private final Promise<Void> prompted = Promise.promise();

    private @Nullable Session session;
    private boolean prompting;
    private @Nullable AttemptException aborted;
    private @Nullable JsonObject lastError;
    private boolean looking;
    private boolean lookAgain;
    private int missed;
    private int toldSteps;
    private int silent;
    private long timer = -1;

    /** The session, once there is one. */
    private record Session(ServerLink link, SessionOpening.Opened opened, Asks asks) {
        OpenCodeClient client() {
            return link.client();
        }

        String id() {
            return opened.id();
        }

        String folder() {
            return opened.folder();
        }

        String path(String of) {
            return "/session/" + id() + of;
        }
    }

    /** @param context where all of it happens, as the events of the server do */
    SessionTurn(
            Vertx vertx, Context context, Agent.Request request, AgentSettings settings, Handler<Agent.Event> events) {
        this.vertx = vertx;
        this.context = context;
        this.request = request;
        this.settings = settings;
        this.model = request.model().or(settings::model);
        this.events = events;
        this.watchers = new TurnEvents(request.folder(), events);
        this.guard = new TurnGuard(settings.limits(), request.budget());
    }

    /** Is called once. */
    void begin(Server server) {
        onContext(() -> {
            if (model.isPresent() && !ModelName.isWhole(model.get())) {
                end(AttemptException.permanent("the model '" + model.get()
                        + "' names no provider; write provider/name, as in anthropic/claude-sonnet-4-0"));
                return;
            }
            server.link(this, request.start().session())
                    .compose(this::open)
                    .onComplete(opened -> onContext(() -> {
                        if (opened.failed()) {
                            end(SessionErrors.of(opened.cause()));
                        } else if (!answer.future().isComplete()) {
                            prompt(opened.result());
                        }
                    }));
        });
    }

    private void onContext(Runnable step) {
        context.runOnContext(v -> step.run());
    }

    private Future<Session> open(ServerLink link) {
        if (answer.future().isComplete()) {
            return Future.failedFuture("it has ended");
        }
        return new SessionOpening(link.client(), request, Asks.rules(settings.permissions()))
                .open()
                .map(opened -> new Session(link, opened, asks(link, opened.folder())));
    }

    private Asks asks(ServerLink link, String folder) {
        return new Asks(
                vertx,
                this::onContext,
                link.client(),
                folder,
                settings.permissions().approvalTimeout(),
                events,
                guard.silence());
    }

    private Future<Optional<String>> instructions() {
        return settings.environment().projectConfig() || settings.url().isPresent()
                ? Future.succeededFuture(Optional.empty())
                : vertx.executeBlocking(() -> ProjectInstructions.of(request.folder()), false);
    }

    private void prompt(Session opened) {
        session = opened;
        prompting = true;
        opened.link().enter(opened.id(), opened.folder(), this);
        instructions()
                .compose(text -> answer.future().isComplete()
                        ? Future.<Void>failedFuture("it has ended")
                        : opened.client().tell(opened.path("/prompt_async"), Prompting.message(request, model, text)))
                .onComplete(sent -> onContext(() -> {
                    if (sent.failed()) {
                        end(SessionErrors.of(sent.cause()));
                    } else {
                        LOG.atDebug().addKeyValue("session", opened.id()).log("turn begun");
                        schedule(POLL);
                    }
                    prompted.tryComplete();
                }));
    }

    @Override
    public Future<Agent.Answer> answer() {
        return answer.future();
    }

    @Override
    public Future<Void> abort() {
        onContext(() -> abort(AttemptException.transientFault("the turn was aborted")));
        return answer.future().transform(ended -> Future.succeededFuture());
    }

    private void abort(AttemptException why) {
        if (answer.future().isComplete() || aborted != null) {
            return;
        }
        aborted = why;
        Session running = session;
        if (!prompting || running == null) {
            end(why);
            return;
        }
        vertx.setTimer(ABORT_LIMIT.toMillis(), t -> onContext(() -> end(why)));
        // a prompt that arrives after the abort would not be stopped by it
        prompted.future()
                .compose(sent -> running.client().tell(running.path("/abort"), new JsonObject(), ABORT_LIMIT))
                .onComplete(told -> onContext(this::look));
    }

    /** The server that had the turn is gone. */
    void lost(AttemptException why) {
        end(why);
    }

    /** An event of the session itself. */
    void event(String type, JsonObject properties) {
        watchers.own(type, properties);
        heard(guard.event(type, properties));
        switch (type) {
            case "session.error" -> {
                // the first says it best; a second one repeats it with a stack trace
                lastError = lastError == null ? Json.object(properties, "error") : lastError;
                look();
            }
            case "session.idle" -> look();
            case "session.status" -> {
                if (!Json.text(Json.object(properties, "status"), "type").equals("idle")) {
                    // it goes on, so that error was not the end
                    lastError = null;
                }
            }
            default -> asked(type, properties);
        }
    }

    /** An event of a subagent's session. */
    void childEvent(String type, JsonObject properties) {
        watchers.child(type, properties);
        heard(guard.childEvent(type, properties));
        asked(type, properties);
    }

    private void heard(Optional<AttemptException> tooMuch) {
        Spending spending = guard.spending();
        if (spending.steps() > toldSteps) {
            toldSteps = spending.steps();
            events.handle(new Agent.Event.Spent(spending.spent(), toldSteps));
        }
        tooMuch.ifPresent(this::abort);
    }

    /** Events may have been lost: whatever happened meanwhile is found by looking. */
    void reconnected() {
        guard.silence().broken();
        look();
    }

    private void asked(String type, JsonObject properties) {
        Session running = session;
        if (running != null && type.equals("permission.asked")) {
            running.asks().permission(properties);
        } else if (running != null && type.equals("question.asked")) {
            running.asks().question(properties);
        }
    }

    private void schedule(Duration wait) {
        vertx.cancelTimer(timer);
        timer = vertx.setTimer(wait.toMillis(), t -> onContext(this::look));
    }

    /** Looks whether the turn is over. */
    void look() {
        Session running = session;
        if (answer.future().isComplete()
                || running == null
                || !prompted.future().isComplete()) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        running.client()
                .object(OpenCodeClient.query("/session/status", "directory", running.folder()), ABORT_LIMIT)
                .onComplete(seen -> onContext(() -> {
                    looking = false;
                    if (seen.failed()) {
                        miss(seen.cause());
                    } else {
                        missed = 0;
                        seen(running, Json.object(seen.result(), running.id()));
                    }
                }));
    }

    private void miss(Throwable why) {
        missed++;
        if (missed >= MAX_MISSED_POLLS) {
            end(SessionErrors.of(why));
        } else {
            schedule(POLL);
        }
    }

    private void seen(Session running, JsonObject status) {
        String type = Json.text(status, "type");
        if (type.isEmpty() || type.equals("idle")) {
            finish(running);
            return;
        }
        guard.look(status).ifPresent(this::abort);
        if (lookAgain) {
            lookAgain = false;
            look();
        } else {
            running.asks().look(running.link().router(), this);
            schedule(aborted == null ? POLL : ABORT_LOOK);
        }
    }

    private void finish(Session running) {
        if (answer.future().isComplete() || looking) {
            return;
        }
        looking = true;
        TurnResult result = new TurnResult(running.client(), running.opened());
        result.lastWords()
                .compose(last -> last.isPresent() ? result.answer(last.get()) : withoutWords())
                .onComplete(read -> onContext(() -> {
                    looking = false;
                    if (read.succeeded()) {
                        end(read.result());
                    } else if (read.cause() instanceof StillSilent) {
                        schedule(POLL);
                    } else {
                        fail(result, aborted != null ? aborted : SessionErrors.of(read.cause()));
                    }
                }));
    }

    /** Ends with a failure, and with what it cost: as the session says, which missed no event. */
    private void fail(TurnResult result, AttemptException why) {
        looking = true;
        result.spent().onComplete(read -> onContext(() -> end(read.succeeded() ? why.usage(read.result()) : why)));
    }

    private Future<Agent.Answer> withoutWords() {
        if (lastError != null) {
            return Future.failedFuture(SessionErrors.of(lastError));
        }
        silent++;
        return Future.failedFuture(
                silent < MAX_SILENT_LOOKS
                        ? new StillSilent()
                        : AttemptException.transientFault("OpenCode ended the turn without an answer"));
    }

    /** There is neither an answer nor an error: the turn may not have begun yet. */
    private static final class StillSilent extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private void end(AttemptException why) {
        Usage heard = guard.spending().spent();
        if (answer.tryFail(why.usage().equals(Usage.NONE) ? why.usage(heard) : why)) {
            stopSession();
            leave();
        }
    }

    /** Whatever it failed with, the session must not go on: that costs money, and may write where others work by then. */
    private void stopSession() {
        if (prompting && session != null && aborted == null) {
            session.client()
                    .tell(session.path("/abort"), new JsonObject(), ABORT_LIMIT)
                    .onFailure(e -> LOG.atDebug().setCause(e).log("could not stop a session that failed"));
        }
    }

    private void end(Agent.Answer result) {
        if (answer.tryComplete(result)) {
            leave();
        }
    }

    private void leave() {
        vertx.cancelTimer(timer);
        if (session != null) {
            session.asks().close();
            session.link().leave(session.folder(), this);
        }
    }
}
