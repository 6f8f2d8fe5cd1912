package io.codefleet.broker.log.remote;

import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.LogLines;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.codec.ErrorForms;
import io.codefleet.broker.log.codec.FieldReader;
import io.codefleet.broker.log.codec.FieldWriter;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of a leader, and the calls that they make. Lives on one context. */
public final class LeaderSessions {
    private static final Logger log = LoggerFactory.getLogger(LeaderSessions.class);
    /** A client that lives offers maintenance every second or so. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private static final LeaderChannel NOBODY = new LeaderChannel() {
        @Override
        public void send(String clientId, Buffer message) {}

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    };

    private final CodefleetOptions options;
    private final ClientOpener opener;
    private final ReplyGate gate;
    private final LongSupplier nanoTime;
    private final Map<String, Session> sessions = new HashMap<>();
    /** Pieces of clients that have not said who they are. */
    private final Map<String, Unknown> unknown = new HashMap<>();

    private LeaderChannel channel = NOBODY;
    private boolean isClosed;

    /** Gives a client its connection to the store. */
    @FunctionalInterface
    public interface ClientOpener {
        /** Opens one. */
        Broker open(CodefleetOptions options, BrokerListener listener);
    }

    /** Lets a reply out when all that was done before is stored. */
    @FunctionalInterface
    public interface ReplyGate {
        /**
         * Holds an action back until all is stored.
         *
         * @param stored runs when all is stored
         * @param notStored gets the cause if it surely is not stored
         */
        void hold(Runnable stored, Consumer<Throwable> notStored);
    }

    private static final class Unknown {
        final MessagePieces incoming = new MessagePieces();
        long heard;
    }

    private final class Session implements BrokerListener {
        final String clientId;
        final MessagePieces incoming = new MessagePieces();
        final MessagePieces outgoing = new MessagePieces();
        long heard;
        CallHandler calls;
        Broker broker;

        Session(String clientId, CodefleetOptions client) {
            this.clientId = clientId;
            this.broker = opener.open(client, this);
            this.calls = new CallHandler(broker);
        }

        void send(Buffer message) {
            outgoing.cut(message).forEach(piece -> channel.send(clientId, piece));
        }

        @Override
        public void onOutcome(Outcome outcome) {
            send(Messages.outcome(outcome));
        }

        @Override
        public void onProgress(Progress progress) {
            send(Messages.progress(progress));
        }

        @Override
        public void onLog(LogLines lines) {
            send(Messages.log(lines));
        }

        @Override
        public void onConnectionState(ConnectionState state) {}
    }

    /** Creates the sessions of a leader, which has these options. */
    public LeaderSessions(CodefleetOptions options, ClientOpener opener, ReplyGate gate) {
        this(options, opener, gate, System::nanoTime);
    }

    LeaderSessions(CodefleetOptions options, ClientOpener opener, ReplyGate gate, LongSupplier nanoTime) {
        this.options = options;
        this.opener = opener;
        this.gate = gate;
        this.nanoTime = nanoTime;
    }

    /** Answers on this channel from now on. Closes it if the sessions are closed: the leader ended while the channel opened. */
    public void answerOn(LeaderChannel answers) {
        if (isClosed) {
            answers.close();
        } else {
            channel = answers;
        }
    }

    /** Takes a piece of a message of a client. */
    public void handle(String clientId, Buffer piece) {
        Session session = sessions.get(clientId);
        if (session != null) {
            session.incoming.join(piece).ifPresent(message -> request(clientId, message));
            return;
        }
        Unknown sender = unknown.computeIfAbsent(clientId, id -> new Unknown());
        sender.heard = nanoTime.getAsLong();
        sender.incoming.join(piece).ifPresent(message -> {
            unknown.remove(clientId);
            request(clientId, message);
        });
    }

    /** Takes a request. One that cannot be read has a failure for its answer; without a number it is dropped. */
    private void request(String clientId, Buffer message) {
        try {
            FieldReader.read(
                    "a request of client " + clientId, message, from -> request(clientId, from.number(1), from));
        } catch (MalformedDataException e) {
            log.warn("a request of client {} was dropped: {}", clientId, e.getMessage());
        }
    }

    private boolean request(String clientId, long number, FieldReader from) {
        try {
            int call = from.integer(2);
            if (call == Messages.HELLO) {
                hello(clientId, number, from.buffer(3));
            } else if (call == Messages.LEAVE) {
                leave(Optional.ofNullable(sessions.remove(clientId)));
            } else {
                call(clientId, number, call, from.buffer(3), from.optionalText(4));
            }
        } catch (RuntimeException e) {
            send(clientId, failure(number, Messages.FAILED, e));
        }
        return true;
    }

    private void send(String clientId, Buffer reply) {
        Session session = sessions.get(clientId);
        if (session == null) {
            new MessagePieces().cut(reply).forEach(piece -> channel.send(clientId, piece));
        } else {
            session.send(reply);
        }
    }

    private void hello(String clientId, long number, Buffer hello) {
        if (!sessions.containsKey(clientId)) {
            CodefleetOptions client =
                    FieldReader.read("the options of a client", hello, from -> Messages.options(from, options));
            sessions.put(clientId, new Session(clientId, client));
        }
        Session session = sessions.get(clientId);
        session.heard = nanoTime.getAsLong();
        session.send(Messages.reply(number, Messages.OK, new FieldWriter()));
    }

    private void call(String clientId, long number, int call, Buffer arguments, Optional<String> actor) {
        Session session = sessions.get(clientId);
        if (session == null) {
            send(clientId, Messages.reply(number, Messages.NO_SESSION, new FieldWriter()));
            return;
        }
        session.heard = nanoTime.getAsLong();
        make(session, call, arguments, actor)
                .onComplete(done -> gate.hold(
                        () -> session.send(
                                done.succeeded()
                                        ? Messages.reply(number, Messages.OK, done.result())
                                        : failure(number, Messages.FAILED, done.cause())),
                        notStored -> session.send(refusal(number, notStored))));
    }

    private static Future<FieldWriter> make(Session session, int call, Buffer arguments, Optional<String> actor) {
        try {
            CallHandler calls = actor.map(other -> new CallHandler(session.broker.actingAs(other)))
                    .orElse(session.calls);
            BrokerCall known = BrokerCall.of(call);
            return FieldReader.read("the arguments of a call", arguments, from -> calls.handle(known, from));
        } catch (UnsupportedVersionException e) {
            return Future.failedFuture(ClientRequest.newerClient(e));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    /**
     * Returns the answer to a call that failed. Where it is not known whether the call counts, the answer must look like a
     * lost one.
     */
    private static Buffer refusal(long number, Throwable cause) {
        boolean isKnown = cause instanceof ClosedException
                || (cause instanceof AppendException failed && failed.kind() != AppendException.Kind.UNKNOWN);
        return failure(number, isKnown ? Messages.NOT_STORED : Messages.FAILED, notStored(cause));
    }

    private static Buffer failure(long number, int status, Throwable cause) {
        FieldWriter error = new FieldWriter();
        ErrorForms.error(error, cause);
        return Messages.reply(number, status, error);
    }

    private static void leave(Optional<Session> session) {
        session.ifPresent(known -> known.broker.close());
    }

    /** Removes clients that have sent nothing for long. */
    public void expire() {
        long now = nanoTime.getAsLong();
        unknown.values().removeIf(sender -> now - sender.heard > SILENCE.toNanos());
        Iterator<Session> each = sessions.values().iterator();
        while (each.hasNext()) {
            Session session = each.next();
            if (now - session.heard > SILENCE.toNanos()) {
                each.remove();
                leave(Optional.of(session));
            }
        }
    }

    /**
     * Sends all clients to the next leader.
     *
     * @param allAnswered whether each call that was made has its answer
     */
    public void close(boolean allAnswered) {
        isClosed = true;
        sessions.values().forEach(session -> session.send(Messages.leaves(allAnswered)));
        sessions.clear();
        channel.close();
        channel = NOBODY;
    }

    private static BrokerUnavailableException notStored(Throwable cause) {
        return new BrokerUnavailableException("the log of the broker did not store it: " + cause.getMessage(), cause);
    }
}
