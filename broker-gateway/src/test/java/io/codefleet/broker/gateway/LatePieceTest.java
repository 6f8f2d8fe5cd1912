package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.testing.FreePort;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection that was given up as silent, and speaks again when the next one is there. */
@Timeout(90)
class LatePieceTest {
    /** What RFC 6455 appends to the key of a client. */
    private static final String WEBSOCKET_ID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: *(\\S+)");
    private static final GatewayTiming QUICK = GatewayTiming.of(
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMinutes(5));

    private final Vertx vertx = Vertx.vertx();
    private final int port = FreePort.find();
    private final List<NetSocket> connections = new CopyOnWriteArrayList<>();
    private final AtomicInteger framesOnSecond = new AtomicInteger();
    private final NetServer server =
            get(vertx.createNetServer().connectHandler(this::accept).listen(port, "127.0.0.1"));

    @AfterEach
    void close() {
        get(server.close());
        get(vertx.close());
    }

    /** Shakes hands by hand, and answers nothing: no ping, and no closing of the connection. */
    private void accept(NetSocket socket) {
        Buffer request = Buffer.buffer();
        socket.handler(bytes -> {
            if (connections.contains(socket)) {
                if (connections.indexOf(socket) == 1) {
                    framesOnSecond.incrementAndGet();
                }
                return;
            }
            Matcher key = KEY.matcher(request.appendBuffer(bytes).toString());
            if (request.toString().endsWith("\r\n\r\n") && key.find()) {
                socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + accepted(key.group(1)) + "\r\n\r\n");
                connections.add(socket);
            }
        });
    }

    private static String accepted(String key) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + WEBSOCKET_ID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Buffer frame(String content) {
        return Buffer.buffer()
                .appendByte((byte) 0x82)
                .appendByte((byte) content.length())
                .appendString(content);
    }

    @Test
    void itsPiecesAreDropped() {
        GatewayAddress address = GatewayAddress.of(CodefleetOptions.of("http://127.0.0.1:" + port));
        ApiKeySource key = ApiKeySource.of(Optional.empty(), name -> "cf_000000000000_" + "x".repeat(43));
        GatewayChannel channel = new GatewayChannel(vertx, vertx.getOrCreateContext(), address, key, QUICK);
        List<String> received = new CopyOnWriteArrayList<>();
        channel.handler(piece -> received.add(piece.toString()));
        channel.open(fault -> {});
        await().until(() -> connections.size() >= 2);

        get(connections.get(0).write(frame("late")));
        // Pings of the client come from the loop that reads: after two of them it has read what was sent before.
        int before = framesOnSecond.get();
        await().until(() -> framesOnSecond.get() >= before + 2);
        get(connections.get(1).write(frame("fresh")));
        await().until(() -> received.contains("fresh"));
        get(channel.close());

        assertThat(received).containsExactly("fresh");
    }
}
