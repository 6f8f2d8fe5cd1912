package io.codefleet.broker.log.remote;

import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.broker.log.codec.TaskForms;
import io.codefleet.broker.log.codec.WorkForms;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of the calls to whichever process leads. It names itself to each new leader, and sends a call again only where it
 * surely was not made or may be made twice. Lives on one context.
 */
public final class LeaderClient implements Caller {
    private static final Duration RETRY = Duration.ofMillis(50);
    private static final Duration REFUSED_RETRY = Duration.ofMillis(500);
    private static final Duration HELLO_PATIENCE = Duration.ofSeconds(1);
    /**
     * A claim made twice takes more tasks; a command given twice is obeyed twice; a document that is put or deleted twice is reported as
     * changed by another.
     */
    private static final Set<BrokerCall> ONCE = EnumSet.of(
            BrokerCall.CLAIM,
            BrokerCall.REPORT,
            BrokerCall.COMMAND,
            BrokerCall.PUT_DOCUMENT,
            BrokerCall.DELETE_DOCUMENT);

    private final Vertx vertx;
    private final Context context;
    private final CodefleetOptions options;
    private final BrokerListener listener;
    private final RequestChannel channel;
    private final MessagePieces outgoing;
    private final MessagePieces incoming = new MessagePieces();
    private final FollowedTasks followed = new FollowedTasks();
    private final Resumption resumption;
    private final Map<Long, PendingCall<?>> pending = new LinkedHashMap<>();
    private final Promise<Void> connected = Promise.promise();
    private long lastRequest;
    private boolean inSession;
    /** The number of the last hello; 0 in a session. */
    private long hello;
    /** The number of the first hello of this search for the leader; 0 if there was none. */
    private long firstHello;

    private boolean closed;
    private String lastFault = "no process leads the namespace";

    @Nullable
    private CodefleetException permanentFault;

    /** Creates a client on this context. */
    public LeaderClient(
            Vertx vertx, Context context, CodefleetOptions options, BrokerListener listener, RequestChannel channel) {
        this.vertx = vertx;
        this.context = context;
        this.options = options;
        this.listener = listener;
        this.channel = channel;
        this.outgoing = new MessagePieces(channel.maxBytes(), Integer.MAX_VALUE);
        this.resumption = new Resumption(vertx, followed, this::callInSession, this::ended);
    }

    /** Begins to look for the leader, for the command timeout; the broker is given when it answers. */
    public Future<Broker> connect(Supplier<Future<Void>> close) {
        Timer patience = vertx.timer(options.commandTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return connect(close, patience.map(v -> options.commandTimeout())).onComplete(done -> patience.cancel());
    }

    /**
     * Connects to the leader and returns the broker. The same broker serves until {@code expired} succeeds, with the time
     * that the leader had.
     */
    public Future<Broker> connect(Supplier<Future<Void>> close, Future<Duration> expired) {
        channel.handler(piece -> context.runOnContext(v -> incoming.join(piece).ifPresent(this::receive)));
        channel.lostHandler(() -> context.runOnContext(v -> leaderLost()));
        expired.onSuccess(time -> context.runOnContext(v -> connected.tryFail(unavailable(time))));
        context.runOnContext(v -> sayHello());
        return connected.future().map(done -> new RemoteBroker(this, options, followed, close));
    }

    /**
     * Handles the fault that this process cannot lead, for a reason that another process may not have. A permanent fault ends
     * all calls until a session begins.
     */
    public void fault(Throwable fault) {
        context.runOnContext(v -> {
            lastFault = String.valueOf(fault.getMessage());
            if (fault instanceof CodefleetException known && !known.retryable() && !inSession) {
                permanentFault = known;
                connected.tryFail(known);
                failAll(known);
            }
        });
    }

    private BrokerUnavailableException unavailable(Duration patience) {
        return new BrokerUnavailableException(
                "the broker at " + options.safeUri() + " did not answer within " + DurationText.format(patience) + ": "
                        + lastFault,
                null);
    }

    @Override
    public <T> Future<T> call(
            BrokerCall call, Consumer<FieldWriter> arguments, Function<FieldReader, T> reply, Duration wait) {
        return call(Optional.empty(), call, arguments, reply, wait);
    }

    @Override
    public Caller actingAs(String actor) {
        return new ActorCaller(this, actor);
    }

    <T> Future<T> call(
            Optional<String> actor,
            BrokerCall call,
            Consumer<FieldWriter> arguments,
            Function<FieldReader, T> reply,
            Duration wait) {
        Promise<T> answer = Promise.promise();
        Context caller = vertx.getOrCreateContext();
        FieldWriter fields = new FieldWriter();
        arguments.accept(fields);
        context.runOnContext(v -> start(actor, call, fields, reply, wait, false)
                .onComplete(done -> caller.runOnContext(w -> answer.handle(done))));
        return answer.future();
    }

    private <T> Future<T> callInSession(BrokerCall call, FieldWriter arguments, Function<FieldReader, T> reply) {
        return inSession
                ? start(Optional.empty(), call, arguments, reply, Duration.ZERO, true)
                : Future.failedFuture(new ClosedException("the session with the leader"));
    }

    private <T> Future<T> start(
            Optional<String> actor,
            BrokerCall call,
            FieldWriter arguments,
            Function<FieldReader, T> reply,
            Duration wait,
            boolean isOfSession) {
        if (closed) {
            return Future.failedFuture(new ClosedException("the broker at " + options.safeUri()));
        }
        if (permanentFault != null) {
            return Future.failedFuture(permanentFault);
        }
        long number = ++lastRequest;
        Buffer request = Messages.request(number, call.number(), arguments, actor);
        PendingCall<T> one = new PendingCall<>(call, request, reply, isOfSession);
        if (one.request.length() > channel.maxCallBytes()) {
            return Future.failedFuture(
                    new PayloadTooLargeException("the call " + call, one.request.length(), channel.maxCallBytes()));
        }
        long patience = options.commandTimeout().plus(wait).toMillis();
        one.timer = vertx.setTimer(
                Math.max(1, patience), expired -> one.promise.tryFail(unavailable(options.commandTimeout())));
        pending.put(number, one);
        one.promise.future().onComplete(done -> {
            pending.remove(number);
            vertx.cancelTimer(one.timer);
        });
        if (inSession) {
            send(one);
        }
        return one.promise.future();
    }

    private void send(PendingCall<?> one) {
        one.isSent = true;
        transmit(one.request)
                .onFailure(surelyNotDelivered -> context.runOnContext(v -> {
                    one.isSent = false;
                    leaderLost();
                }));
    }

    private Future<Void> transmit(Buffer message) {
        Future<Void> last = Future.succeededFuture();
        for (Buffer piece : outgoing.cut(message)) {
            last = channel.send(piece);
        }
        return last;
    }

    // ---- the session

    private void sayHello() {
        if (closed || inSession) {
            return;
        }
        long number = ++lastRequest;
        hello = number;
        firstHello = firstHello == 0 ? number : firstHello;
        FieldWriter arguments = Messages.hello(options);
        Future<Void> sent = transmit(Messages.request(number, Messages.HELLO, arguments, Optional.empty()));
        sent.onFailure(nobody -> {
            // Refusals name what an operator must do; that nobody leads is said in any case.
            lastFault = nobody instanceof BrokerRefusedException ? String.valueOf(nobody.getMessage()) : lastFault;
            helloAgain(number, RETRY);
        });
        if (!channel.isReliable()) {
            vertx.setTimer(HELLO_PATIENCE.toMillis(), noAnswer -> helloAgain(number, Duration.ofMillis(1)));
        }
    }

    private void helloAgain(long number, Duration after) {
        vertx.setTimer(after.toMillis(), v -> {
            if (hello == number) {
                sayHello();
            }
        });
    }

    private void begin() {
        inSession = true;
        hello = 0;
        firstHello = 0;
        permanentFault = null;
        connected.tryComplete();
        listener.onConnectionState(ConnectionState.CONNECTED);
        if (channel.needsLeases()) {
            resumption.renew();
        }
        resumption.follow();
        resumption.watch();
        new ArrayList<>(pending.values()).stream().filter(one -> !one.isSent).forEach(this::send);
    }

    private void leaderLost() {
        leaderLost(false);
    }

    /**
     * Handles the loss of the leader.
     *
     * @param isAnswered whether the leader has answered all calls that it has made
     */
    private void leaderLost(boolean isAnswered) {
        if (closed) {
            return;
        }
        if (!inSession) {
            if (hello != 0 && channel.isReliable()) {
                firstHello = 0;
                sayHello();
            }
            return;
        }
        inSession = false;
        listener.onConnectionState(ConnectionState.RECONNECTING);
        for (PendingCall<?> one : new ArrayList<>(pending.values())) {
            if (one.isOfSession || (one.isSent && !isAnswered && ONCE.contains(one.call))) {
                one.promise.tryFail(lost());
            }
            one.isSent = false;
        }
        sayHello();
    }

    private static BrokerUnavailableException lost() {
        return new BrokerUnavailableException(
                "the leader of the namespace was lost before it answered; send the call again", null);
    }

    private void receive(Buffer message) {
        try {
            FieldReader.read("a message of the leader", message, from -> {
                if (from.has(1)) {
                    answer(from.number(1), from.integer(2), from.buffer(3));
                }
                from.messages(4, TaskForms::outcome).forEach(this::ended);
                from.messages(5, TaskForms::progress).forEach(listener::onProgress);
                from.messages(8, WorkForms::logLines).forEach(listener::onLog);
                if (from.flag(9)) {
                    resumption.follow();
                }
                if (from.flag(6)) {
                    leaderLost(from.flag(7));
                }
                return true;
            });
        } catch (MalformedDataException e) {
            // Dropped as if it were lost: calls have their time limits.
            lastFault = e.getMessage();
        }
    }

    private void ended(Outcome outcome) {
        followed.remove(outcome.taskId());
        listener.onOutcome(outcome);
    }

    private void answer(long number, int status, Buffer answer) {
        PendingCall<?> one = pending.get(number);
        if (one == null && firstHello != 0 && number >= firstHello) {
            answerHello(number, status, answer);
            return;
        }
        if (status == Messages.NOT_STORED) {
            lastFault = error(answer).getMessage();
        }
        if (one == null) {
            return;
        }
        switch (status) {
            case Messages.OK -> one.answer(answer);
            case Messages.FAILED -> one.promise.tryFail(error(answer));
            default -> {
                one.isSent = false;
                leaderLost();
            }
        }
    }

    /** Takes the answer to any hello of this search: one that takes longer than the patience answers an earlier one. */
    private void answerHello(long number, int status, Buffer answer) {
        if (status == Messages.OK) {
            begin();
        } else {
            lastFault = status == Messages.FAILED ? error(answer).getMessage() : lastFault;
            helloAgain(number, REFUSED_RETRY);
        }
    }

    private CodefleetException error(Buffer answer) {
        return FieldReader.read(
                "an error of the leader",
                answer,
                from -> ErrorForms.error(from, options.namespace(), options.actor(), ""));
    }

    private void failAll(CodefleetException failure) {
        new ArrayList<>(pending.values()).forEach(one -> one.promise.tryFail(failure));
    }

    /** Closes the session with the leader and fails all calls; completes when that is done. */
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            if (!closed) {
                if (inSession) {
                    transmit(Messages.request(++lastRequest, Messages.LEAVE, new FieldWriter(), Optional.empty()));
                }
                closed = true;
                ClosedException failure = new ClosedException("the broker at " + options.safeUri());
                connected.tryFail(failure);
                failAll(failure);
            }
            done.complete();
        });
        return done.future();
    }
}
