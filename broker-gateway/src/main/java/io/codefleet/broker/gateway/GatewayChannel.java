package io.codefleet.broker.gateway;

import io.codefleet.Backoff;
import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.broker.log.remote.GatewayProtocol;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.CodefleetException;
import io.codefleet.time.DurationText;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The WebSocket to a gateway. After a break it is made again, after ever longer waits; where the key is refused, rarely. Lives on one
 * context.
 */
final class GatewayChannel implements RequestChannel {
    private static final Logger log = LoggerFactory.getLogger(GatewayChannel.class);

    private final Vertx vertx;
    private final Context context;
    private final GatewayAddress address;
    private final ApiKeySource key;
    private final GatewayTiming timing;
    private final WebSocketClient client;
    private final String clientId = UUID.randomUUID().toString();
    private Handler<Buffer> handler = message -> {};
    private Runnable lostHandler = () -> {};
    private Consumer<Throwable> faults = fault -> {};
    private long pings = -1;
    private long lastMessage;
    private long lastPing;
    private int failures;
    private boolean wasConnected;
    private boolean isClosed;
    private volatile @Nullable WebSocket socket;

    GatewayChannel(Vertx vertx, Context context, GatewayAddress address, ApiKeySource key, GatewayTiming timing) {
        this.vertx = vertx;
        this.context = context;
        this.address = address;
        this.key = key;
        this.timing = timing;
        WebSocketClientOptions options = new WebSocketClientOptions()
                .setSsl(address.isTls())
                .setMaxFrameSize(GatewayProtocol.MAX_FRAME_BYTES)
                .setMaxMessageSize(GatewayProtocol.MAX_FRAME_BYTES)
                .setConnectTimeout((int) timing.silence().toMillis());
        address.ca().ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.client = vertx.createWebSocketClient(options);
    }

    /**
     * Opens the connection to the gateway.
     *
     * @param faults hears why the gateway cannot be reached, or refuses the key
     */
    void open(Consumer<Throwable> faults) {
        this.faults = faults;
        context.runOnContext(v -> connect());
    }

    private void connect() {
        if (isClosed) {
            return;
        }
        key.read(vertx)
                .compose(secret -> client.connect(new WebSocketConnectOptions()
                        .setHost(address.host())
                        .setPort(address.port())
                        .setURI(address.path())
                        .setTimeout(timing.silence().toMillis())
                        .putHeader("Authorization", "Bearer " + secret)))
                .onComplete(done -> context.runOnContext(v -> {
                    if (done.succeeded()) {
                        connected(done.result());
                    } else {
                        again(ConnectFault.of(address, done.cause(), wasConnected));
                    }
                }));
    }

    private void connected(WebSocket connected) {
        if (isClosed) {
            connected.close();
            return;
        }
        wasConnected = true;
        lastMessage = System.nanoTime();
        lastPing = lastMessage;
        connected.binaryMessageHandler(piece -> received(connected, piece));
        connected.pongHandler(pong -> moved(connected));
        connected.exceptionHandler(failed -> log.debug("the connection to {} failed", address, failed));
        connected.closeHandler(v -> context.runOnContext(w -> lost(connected)));
        socket = connected;
        pings = vertx.setPeriodic(timing.ping().toMillis(), tick -> ping(connected));
        if (connected.isClosed()) {
            lost(connected);
        }
    }

    private void received(WebSocket from, Buffer piece) {
        // One that was given up may still bring pieces, which would break into the messages of the next.
        if (socket == from) {
            moved(from);
            failures = 0;
            handler.handle(piece);
        }
    }

    private void moved(WebSocket by) {
        if (socket == by) {
            lastMessage = System.nanoTime();
        }
    }

    private void ping(WebSocket connected) {
        long now = System.nanoTime();
        if (now - lastPing > timing.ping().toNanos() * 3 / 2) {
            // This process stood still: it has messages to read, and their age shows nothing about the gateway.
            lastMessage = Math.max(
                    lastMessage, now - timing.silence().minus(timing.ping()).toNanos());
        }
        lastPing = now;
        if (now - lastMessage > timing.silence().toNanos()) {
            log.info("{} is silent; the connection is made again", address);
            // its closing handshake would wait for the silent server
            lost(connected);
            connected.close();
        } else if (!connected.isClosed() && !connected.writeQueueFull()) {
            connected.writePing(Buffer.buffer());
        }
    }

    private void lost(WebSocket connected) {
        if (socket != connected) {
            return;
        }
        socket = null;
        vertx.cancelTimer(pings);
        lostHandler.run();
        Short code = connected.closeStatusCode();
        if (code != null && code == GatewayProtocol.KEY_ENDED) {
            again(new BrokerRefusedException(
                    "the gateway at " + address + " closed the connection: " + connected.closeReason(), null));
        } else {
            again(new BrokerUnavailableException(
                    "the connection to the gateway at " + address + " broke"
                            + (connected.closeReason() == null ? "" : ": " + connected.closeReason()),
                    null));
        }
    }

    private void again(CodefleetException fault) {
        if (isClosed) {
            return;
        }
        faults.accept(fault);
        if (fault.retryable()) {
            failures++;
            connectAfter(timing.retry(), failures);
        } else {
            Backoff waits = timing.refusedRetry();
            String about = DurationText.format(waits.initialDelay());
            log.warn("{}; it is tried again about every {}", fault.getMessage(), about);
            connectAfter(waits, 1);
        }
    }

    private void connectAfter(Backoff waits, int failed) {
        Duration wait = waits.delayAfter(failed, ThreadLocalRandom.current().nextDouble());
        vertx.setTimer(Math.max(1, wait.toMillis()), v -> connect());
    }

    @Override
    public int maxBytes() {
        return GatewayProtocol.MAX_FRAME_BYTES;
    }

    @Override
    public int maxCallBytes() {
        return GatewayProtocol.MAX_CALL_BYTES;
    }

    @Override
    public boolean needsLeases() {
        return true;
    }

    @Override
    public boolean isReliable() {
        return true;
    }

    @Override
    public String clientId() {
        return clientId;
    }

    @Override
    public Future<Void> send(Buffer message) {
        WebSocket open = socket;
        if (open == null || open.isClosed()) {
            return Future.failedFuture(
                    new BrokerUnavailableException("there is no connection to the gateway at " + address, null));
        }
        // A full queue gets no pings; that it moves shows that the gateway reads.
        boolean wasFull = open.writeQueueFull();
        open.writeBinaryMessage(message).onSuccess(written -> {
            if (wasFull) {
                moved(open);
            }
        });
        return Future.succeededFuture();
    }

    @Override
    public void handler(Handler<Buffer> value) {
        handler = value;
    }

    @Override
    public void lostHandler(Runnable value) {
        lostHandler = value;
    }

    @Override
    public Future<LeaderChannel> serve(RequestHandler requests) {
        return Future.failedFuture(new UnsupportedOperationException("a client of a gateway does not lead"));
    }

    /** Closes the connection and makes no other. */
    Future<Void> close() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            isClosed = true;
            WebSocket open = socket;
            socket = null;
            vertx.cancelTimer(pings);
            if (open != null) {
                open.close();
            }
            client.close().onComplete(closed -> done.complete());
        });
        return done.future();
    }
}
