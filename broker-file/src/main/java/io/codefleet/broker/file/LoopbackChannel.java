package io.codefleet.broker.file;

import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestChannel;
import io.codefleet.broker.log.RequestHandler;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The channel of the processes of one machine: a TCP connection on the loopback address to the one that leads. Lives on one context. */
final class LoopbackChannel implements RequestChannel {
    private static final int CONNECT_MILLIS = 2000;

    private final Vertx vertx;
    private final Context context;
    private final Path folder;
    private final Function<Callable<Object>, Future<Object>> blocking;
    private final String clientId = UUID.randomUUID().toString();
    private final NetClient client;
    private volatile Handler<Buffer> handler = message -> {};
    private volatile Runnable lostHandler = () -> {};
    private volatile boolean closed;
    private volatile @Nullable LoopbackServer server;
    private @Nullable Future<Frames> connection;

    LoopbackChannel(Vertx vertx, Context context, Path folder, Function<Callable<Object>, Future<Object>> blocking) {
        this.vertx = vertx;
        this.context = context;
        this.folder = folder;
        this.blocking = blocking;
        this.client =
                vertx.createNetClient(new NetClientOptions().setTcpNoDelay(true).setConnectTimeout(CONNECT_MILLIS));
    }

    @Override
    public String clientId() {
        return clientId;
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
    public Future<Void> send(Buffer message) {
        LoopbackServer own = server;
        if (closed) {
            return Future.failedFuture(new ClosedException("the broker in " + folder));
        }
        if (own != null && !own.isClosed()) {
            own.request(message);
            return Future.succeededFuture();
        }
        Promise<Void> sent = Promise.promise();
        context.runOnContext(v -> connected()
                .onSuccess(frames -> {
                    frames.write(message);
                    sent.complete();
                })
                .onFailure(failure -> sent.fail(
                        failure instanceof BrokerRefusedException
                                ? failure
                                : new BrokerUnavailableException(
                                        "no process leads in " + folder + ": " + failure.getMessage(), failure))));
        return sent.future();
    }

    private Future<Frames> connected() {
        Future<Frames> current = connection;
        if (current != null && !current.failed()) {
            return current;
        }
        Future<Frames> next = blocking.apply(() -> LeaderAddress.read(folder)
                        .orElseThrow(() -> new IllegalStateException("no file names the leader")))
                .compose(address -> connect((LeaderAddress) address));
        connection = next;
        return next;
    }

    private Future<Frames> connect(LeaderAddress address) {
        return client.connect(address.port(), "127.0.0.1").compose(socket -> prove(address, new Frames(socket)));
    }

    private Future<Frames> prove(LeaderAddress address, Frames frames) {
        Promise<Frames> proved = Promise.promise();
        Buffer challenge = Handshake.random(Handshake.CHALLENGE_BYTES);
        long timer = vertx.setTimer(CONNECT_MILLIS, late -> {
            if (proved.tryFail("the process at the leader's port does not answer")) {
                frames.socket().close();
            }
        });
        frames.socket().closeHandler(v -> context.runOnContext(w -> gone(frames, proved)));
        frames.read(message -> {
            if (proved.future().isComplete()) {
                handler.handle(message);
                return;
            }
            vertx.cancelTimer(timer);
            if (isLeader(address, challenge, message)) {
                Buffer own = message.getBuffer(Handshake.PROOF_BYTES, message.length());
                frames.write(Buffer.buffer(Handshake.proof(address.secret(), "client", own))
                        .appendString(clientId));
                proved.complete(frames);
            } else {
                proved.fail("the process at the leader's port is another one");
                frames.socket().close();
            }
        });
        frames.write(challenge);
        return proved.future();
    }

    private static boolean isLeader(LeaderAddress address, Buffer challenge, Buffer message) {
        return message.length() == Handshake.PROOF_BYTES + Handshake.CHALLENGE_BYTES
                && Handshake.isProof(
                        address.secret(), "leader", challenge, message.getBuffer(0, Handshake.PROOF_BYTES));
    }

    private void gone(Frames frames, Promise<Frames> proved) {
        proved.tryFail("the leader has closed the connection");
        Future<Frames> current = connection;
        if (current != null && current.succeeded() && current.result() == frames) {
            connection = null;
            lostHandler.run();
        }
    }

    @Override
    public Future<LeaderChannel> serve(RequestHandler requests) {
        LoopbackServer next =
                new LoopbackServer(vertx, context, requests, clientId, message -> handler.handle(message));
        return next.listen()
                .compose(address -> blocking.apply(() -> {
                    address.write(folder);
                    return address;
                }))
                .map(written -> {
                    server = next;
                    context.runOnContext(v -> disconnect());
                    return next;
                });
    }

    /** Closes the connection of this process to an earlier leader. */
    private void disconnect() {
        Future<Frames> current = connection;
        connection = null;
        if (current != null) {
            current.onSuccess(frames -> frames.socket().close());
        }
    }

    Future<Void> close() {
        closed = true;
        LoopbackServer own = server;
        Future<Void> ended = own == null ? Future.succeededFuture() : own.close();
        return ended.compose(v -> client.close()).otherwiseEmpty();
    }
}
