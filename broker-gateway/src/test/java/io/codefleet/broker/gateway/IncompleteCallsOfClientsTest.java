package io.codefleet.broker.gateway;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.broker.Broker;
import io.codefleet.broker.SubmitReply;
import io.codefleet.broker.log.remote.GatewayProtocol;
import io.codefleet.broker.log.remote.MessagePieces;
import io.codefleet.control.auth.Role;
import io.codefleet.control.gateway.Gateway;
import io.codefleet.control.gateway.GatewayLimits;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that begin calls and do not send the rest. */
class IncompleteCallsOfClientsTest {
    private static final int CALL_BYTES = 1_000_000;
    private static final int MAX_BYTES = 4 * CALL_BYTES + CALL_BYTES / 2;
    private static final int CONNECTIONS = 20;
    private static final short MEMORY_FULL = 4002;
    private static final short INCOMPLETE = 4003;

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client = vertx.createWebSocketClient();
    private final String store = "memory:" + UUID.randomUUID();
    private final List<WebSocket> sockets = new ArrayList<>();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private TestGateways gateways(Duration maxAge) {
        return new TestGateways(
                namespace -> CodefleetOptions.of(store), Duration.ofMinutes(1), new GatewayLimits(MAX_BYTES, maxAge));
    }

    private WebSocket connect(TestGateways gateways, String key) {
        return get(client.connect(new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(gateways.server.actualPort())
                .setURI(GatewayProtocol.PATH + "?namespace=default")
                .putHeader("Authorization", "Bearer " + key)));
    }

    private void sendHalf(TestGateways gateways, String key) {
        WebSocket socket = connect(gateways, key);
        sockets.add(socket);
        List<Buffer> pieces = new MessagePieces(GatewayProtocol.MAX_FRAME_BYTES, CALL_BYTES * 2)
                .cut(Buffer.buffer(new byte[CALL_BYTES + GatewayProtocol.MAX_FRAME_BYTES]));
        pieces.subList(0, pieces.size() - 1).forEach(socket::writeBinaryMessage);
    }

    private long closedBecause(short code) {
        return sockets.stream()
                .filter(socket -> socket.closeStatusCode() != null && socket.closeStatusCode() == code)
                .count();
    }

    @Test
    void manyHalfSentCallsHoldNoMoreThanTheLimitAndOthersGoOn() throws Exception {
        try (TestGateways gateways = gateways(Duration.ofMinutes(5))) {
            String key = gateways.key("build-7", Role.WORKER);
            Gateway gateway = gateways.gateway("default");
            for (int i = 0; i < CONNECTIONS; i++) {
                sendHalf(gateways, key);
                assertThat(gateway.incompleteBytes()).isLessThanOrEqualTo(MAX_BYTES);
            }
            await().until(() -> closedBecause(MEMORY_FULL) == CONNECTIONS - 4);
            assertThat(gateway.incompleteBytes()).isBetween((long) CALL_BYTES, (long) MAX_BYTES);

            Broker submitter = get(TestGateways.connect(
                    vertx,
                    CodefleetOptions.of(gateways.uri()),
                    new RecordedEvents(),
                    gateways.key("ann", Role.SUBMITTER)));
            Task large = Task.of("x".repeat(2 * CALL_BYTES)).id("large");
            assertThat(get(submitter.submit(List.of(large)))).containsExactly(SubmitReply.Accepted.INSTANCE);
            get(submitter.close());

            sockets.forEach(WebSocket::close);
            await().until(() -> gateway.incompleteBytes() == 0);
        }
    }

    @Test
    void aCallThatDoesNotArriveInTimeEndsItsConnection() throws Exception {
        try (TestGateways gateways = gateways(Duration.ofMillis(200))) {
            sendHalf(gateways, gateways.key("build-7", Role.WORKER));

            await().until(() -> closedBecause(INCOMPLETE) == 1);
            assertThat(sockets.get(0).closeReason()).contains("did not arrive completely");
            assertThat(gateways.gateway("default").incompleteBytes()).isZero();
        }
    }

    @Test
    void aClientWithoutAKeyCanSendNothing() throws Exception {
        try (TestGateways gateways = gateways(Duration.ofMinutes(5))) {
            assertThatThrownBy(() -> connect(gateways, "cf_000000000000_" + "x".repeat(43)))
                    .isInstanceOf(UpgradeRejectedException.class);
            assertThat(gateways.gateway("default").incompleteBytes()).isZero();
        }
    }
}
