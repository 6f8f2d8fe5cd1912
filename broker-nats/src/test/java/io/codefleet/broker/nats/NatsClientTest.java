package io.codefleet.broker.nats;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.testing.FreePort;
import io.nats.client.Nats;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of a server that answers nothing after the connection is made. */
@Timeout(90)
class NatsClientTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<String> received = new AtomicReference<>("");
    private NatsClient client;

    @BeforeEach
    void connect() throws Exception {
        NetServer server = vertx.createNetServer().connectHandler(socket -> {
            AtomicBoolean isAnswered = new AtomicBoolean();
            socket.handler(data -> {
                String all = received.accumulateAndGet(data.toString(), String::concat);
                if (all.contains("PING") && isAnswered.compareAndSet(false, true)) {
                    socket.write("PONG\r\n");
                }
            });
            socket.write("INFO {\"server_id\":\"X\",\"version\":\"2.10.0\",\"proto\":1,\"headers\":true,"
                    + "\"jetstream\":true,\"max_payload\":1048576}\r\n");
        });
        int port = get(server.listen(FreePort.find(), "127.0.0.1")).actualPort();
        String uri = "nats://127.0.0.1:" + port;
        client =
                new NatsClient(vertx, vertx.getOrCreateContext(), uri, NatsNames.of("default"), Duration.ofMillis(500));
        client.use(Nats.connect(uri));
    }

    @AfterEach
    void close() {
        client.close().onComplete(done -> vertx.close());
    }

    @Test
    void aSubscriptionThatTheServerDoesNotConfirmFailsAndIsGivenUp() {
        assertThat(failureOf(client.subscribe("codefleet.default.x", message -> {})))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("did not confirm a subscription to codefleet.default.x");
        await().until(() -> received.get().contains("UNSUB "));
    }

    @Test
    void aRightThatWasMissingIsAskedForAgainOnTheNextConnection() {
        client.refused("Permissions Violation for Subscription to \"codefleet.default.x\"");
        assertThat(failureOf(client.request("codefleet.default.y", null, new byte[0])))
                .isInstanceOf(BrokerRefusedException.class);
        client.disconnected();
        client.reconnected();
        assertThat(failureOf(client.request("codefleet.default.y", null, new byte[0])))
                .isInstanceOf(BrokerUnavailableException.class);
    }
}
