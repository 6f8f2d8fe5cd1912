package io.codefleet.broker.file;

import io.codefleet.broker.log.LeaderChannel;
import io.codefleet.broker.log.RequestHandler;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The leader's end of the channel: a port on the loopback address. A connection counts when its client has proved itself. */
final class LoopbackServer implements LeaderChannel {
    private final Context context;
    private final RequestHandler requests;
    private final String ownClient;
    private final Handler<Buffer> toOwnClient;
    private final Buffer secret = Handshake.random(32);
    private final NetServer server;
    private final Map<String, Frames> clients = new ConcurrentHashMap<>();
    private volatile boolean closed;

    LoopbackServer(
            Vertx vertx, Context context, RequestHandler requests, String ownClient, Handler<Buffer> toOwnClient) {
        this.context = context;
        this.requests = requests;
        this.ownClient = ownClient;
        this.toOwnClient = toOwnClient;
        this.server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setPort(0).setTcpNoDelay(true));
    }

    Future<LeaderAddress> listen() {
        return server.connectHandler(this::accept)
                .listen()
                .map(listening -> new LeaderAddress(listening.actualPort(), secret));
    }

    /** Handles a request of this process itself. */
    void request(Buffer message) {
        context.runOnContext(v -> {
            if (!closed) {
                requests.handle(ownClient, message);
            }
        });
    }

    private void accept(NetSocket socket) {
        Buffer challenge = Handshake.random(Handshake.CHALLENGE_BYTES);
        Frames frames = new Frames(socket);
        Connection connection = new Connection(frames, challenge);
        frames.read(connection::take);
        socket.closeHandler(v -> connection.gone());
    }

    private final class Connection {
        final Frames frames;
        final Buffer challenge;
        int received;
        String client = "";

        Connection(Frames frames, Buffer challenge) {
            this.frames = frames;
            this.challenge = challenge;
        }

        /** Handles the next message of the client: its challenge, then its proof with its name, then requests. */
        void take(Buffer message) {
            received++;
            if (received == 1 && message.length() == Handshake.CHALLENGE_BYTES) {
                frames.write(Buffer.buffer(Handshake.proof(secret, "leader", message))
                        .appendBuffer(challenge));
            } else if (received == 2 && isProof(message)) {
                client = message.getString(Handshake.PROOF_BYTES, message.length());
                clients.put(client, frames);
            } else if (client.isEmpty()) {
                frames.socket().close();
            } else {
                String from = client;
                context.runOnContext(v -> {
                    if (!closed) {
                        requests.handle(from, message);
                    }
                });
            }
        }

        private boolean isProof(Buffer message) {
            return message.length() > Handshake.PROOF_BYTES
                    && Handshake.isProof(secret, "client", challenge, message.getBuffer(0, Handshake.PROOF_BYTES));
        }

        void gone() {
            clients.remove(client, frames);
        }
    }

    @Override
    public void send(String clientId, Buffer message) {
        if (closed) {
            return;
        }
        if (clientId.equals(ownClient)) {
            toOwnClient.handle(message);
            return;
        }
        Frames client = clients.get(clientId);
        if (client != null) {
            client.write(message);
        }
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return server.close().otherwiseEmpty();
    }
}
