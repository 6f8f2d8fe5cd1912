package io.codefleet.control.gateway;

import io.codefleet.broker.Broker;
import io.codefleet.broker.log.remote.BrokerCall;
import io.codefleet.broker.log.remote.ClientRequest;
import io.codefleet.broker.log.remote.GatewayProtocol;
import io.codefleet.broker.log.remote.MessagePieces;
import io.codefleet.broker.log.remote.Messages;
import io.codefleet.control.auth.Principal;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client of the gateway. What it has under way is bounded: beyond that it is not read, and what it is not quick enough to hear
 * is left out, and it is made to ask. Lives on the context of its socket.
 */
final class GatewayConnection implements SharedBroker.Receiver {
    private static final Logger log = LoggerFactory.getLogger(GatewayConnection.class);
    private static final int MAX_CALLS = 256;
    /** Above it the connection is not read until calls have their answers; one larger call continues alone. */
    private static final long MAX_BYTES_OF_CALLS = 16 * 1024 * 1024;

    private static final int MAX_WAITS = 1024;
    /** The largest call that may wait: its arguments are few, and 1024 of them are held. */
    private static final int MAX_WAIT_BYTES = 64 * 1024;

    private static final Duration PING = Duration.ofSeconds(10);
    /** A client that moves nothing for so long is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private final Vertx vertx;
    private final Context context;
    private final ServerWebSocket socket;
    private final Principal caller;
    private final SharedBroker shared;
    private final Optional<WorkerScope> scope;
    private final CallArrival incoming;
    private final MessagePieces outgoing =
            new MessagePieces(GatewayProtocol.MAX_FRAME_BYTES, GatewayProtocol.MAX_CALL_BYTES);
    private final Promise<Void> closed = Promise.promise();
    private long timer = -1;
    private long moved = System.nanoTime();
    private int calls;
    private long callBytes;
    private int waits;
    private boolean isPaused;
    private boolean hasMissed;
    private @Nullable ConnectionBroker session;

    GatewayConnection(
            Vertx vertx,
            ServerWebSocket socket,
            Principal caller,
            SharedBroker shared,
            Optional<WorkerScope> scope,
            CallArrival incoming) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.socket = socket;
        this.caller = caller;
        this.shared = shared;
        this.scope = scope;
        this.incoming = incoming;
    }

    /** Begins to serve; the future completes when the client is gone. */
    Future<Void> serve() {
        incoming.onRefusal(this::close);
        socket.binaryMessageHandler(this::received);
        socket.textMessageHandler(text -> close(CloseReason.NOT_BINARY));
        socket.pongHandler(pong -> moved = System.nanoTime());
        socket.drainHandler(drained -> drained());
        socket.exceptionHandler(failed -> socket.close());
        socket.closeHandler(gone -> ended());
        timer = vertx.setPeriodic(PING.toMillis(), tick -> look());
        return closed.future();
    }

    Principal caller() {
        return caller;
    }

    /** Closes the connection; the client hears why. */
    void close(CloseReason reason) {
        context.runOnContext(v -> {
            if (!socket.isClosed()) {
                socket.close(reason.code(), reason.text());
            }
        });
    }

    private void look() {
        if (socket.isClosed()) {
            return;
        }
        if (System.nanoTime() - moved > SILENCE.toNanos()) {
            log.info(
                    "a client of {} moved nothing for {}; its connection is closed",
                    caller.actor(),
                    DurationText.format(SILENCE));
            socket.close(CloseReason.SILENT.code(), CloseReason.SILENT.text());
        } else if (!socket.writeQueueFull()) {
            socket.writePing(Buffer.buffer());
        }
    }

    private void ended() {
        vertx.cancelTimer(timer);
        incoming.end();
        if (session != null) {
            session.close();
        }
        closed.tryComplete();
    }

    private void received(Buffer piece) {
        moved = System.nanoTime();
        try {
            incoming.take(piece).map(ClientRequest::read).ifPresent(this::request);
        } catch (PayloadTooLargeException e) {
            close(CloseReason.TOO_LARGE);
        } catch (MalformedDataException e) {
            close(CloseReason.MALFORMED);
        }
    }

    private void request(ClientRequest request) {
        ConnectionBroker known = session;
        if (request.isHello()) {
            hello(request);
        } else if (request.isLeave()) {
            // One that stayed open would no longer be held against its key.
            socket.close();
        } else if (known == null) {
            send(request.noSession());
        } else if (request.mayWait()) {
            waiting(known, request);
        } else {
            counted(known, request);
        }
    }

    private void counted(Broker broker, ClientRequest request) {
        int bytes = request.argumentBytes();
        calls++;
        callBytes += bytes;
        readOrPause();
        answer(broker, request).onComplete(done -> {
            calls--;
            callBytes -= bytes;
            readOrPause();
        });
    }

    private void waiting(Broker broker, ClientRequest request) {
        if (request.argumentBytes() > MAX_WAIT_BYTES) {
            send(request.refusal(new PayloadTooLargeException(
                    "the call " + request.call().map(BrokerCall::name).orElse(""),
                    request.argumentBytes(),
                    MAX_WAIT_BYTES)));
            return;
        }
        if (waits >= MAX_WAITS) {
            send(request.refusal(new BrokerUnavailableException(
                    "this connection waits for " + MAX_WAITS + " things already", null)));
            return;
        }
        waits++;
        answer(broker, request).onComplete(done -> waits--);
    }

    private void hello(ClientRequest request) {
        shared.open()
                .onComplete(opened -> context.runOnContext(v -> {
                    if (closed.future().isComplete()) {
                        return;
                    }
                    if (opened.failed()) {
                        send(request.refusal(opened.cause()));
                        return;
                    }
                    if (session == null) {
                        Broker broker = opened.result().actingAs(caller.actor());
                        session = new ConnectionBroker(broker, shared, this, caller, scope);
                    }
                    send(request.welcome());
                }));
    }

    private Future<Void> answer(Broker broker, ClientRequest request) {
        Optional<BrokerCall> call = request.call();
        boolean isForbidden = call.isPresent() && !GatewayRights.permits(caller.role(), call.get());
        Future<Buffer> reply = isForbidden
                ? Future.succeededFuture(request.refusal(new BrokerRefusedException(
                        "the key of " + caller.actor() + " has the role "
                                + caller.role().code() + ", which may not make the call " + call.get(),
                        null)))
                : request.make(broker);
        Promise<Void> sent = Promise.promise();
        reply.onComplete(done -> context.runOnContext(v -> {
            send(done.result());
            sent.complete();
        }));
        return sent.future();
    }

    private void send(Buffer message) {
        if (!socket.isClosed()) {
            outgoing.cut(message).forEach(this::write);
            // One that does not read what it asked for may ask for no more.
            readOrPause();
        }
    }

    /**
     * Writes a piece to the socket. Progress of a full queue shows that the client is alive, because a full queue gets
     * no pings.
     */
    private void write(Buffer piece) {
        boolean wasFull = socket.writeQueueFull();
        socket.writeBinaryMessage(piece).onSuccess(written -> {
            if (wasFull) {
                moved = System.nanoTime();
            }
        });
    }

    private void readOrPause() {
        boolean isFull = calls >= MAX_CALLS
                || callBytes >= MAX_BYTES_OF_CALLS
                || (!socket.isClosed() && socket.writeQueueFull());
        if (isFull && !isPaused) {
            isPaused = true;
            incoming.holdBack(true);
            socket.pause();
        } else if (!isFull && isPaused) {
            isPaused = false;
            incoming.holdBack(false);
            socket.resume();
        }
    }

    private void drained() {
        moved = System.nanoTime();
        if (hasMissed) {
            hasMissed = false;
            send(Messages.missed());
        }
        readOrPause();
    }

    @Override
    public void outcome(String taskId, Buffer message) {
        context.runOnContext(v -> {
            if (!socket.isClosed() && socket.writeQueueFull()) {
                hasMissed = true;
            } else {
                send(message);
            }
        });
    }

    @Override
    public void hint(Buffer message) {
        context.runOnContext(v -> {
            if (!socket.isClosed() && !socket.writeQueueFull()) {
                send(message);
            }
        });
    }
}
