package io.codefleet.control.alerts;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people see of a message that a receiver did not take: its fault, and never its address, which may be a secret. */
class AlertSenderTest {
    private static final String SECRET = "/services/T0/B0/secret-of-the-chat";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        get(vertx.close());
    }

    @Test
    void aReceiverThatDoesNotAnswerIsNamedWithoutItsPath() throws Exception {
        HttpServer silent =
                get(vertx.createHttpServer().requestHandler(request -> {}).listen(0, "127.0.0.1"));

        assertThat(fault("http://127.0.0.1:" + silent.actualPort(), Duration.ofMillis(300)))
                .isEqualTo("did not answer within 300ms");
    }

    @Test
    void aReceiverThatClosesTheConnectionIsNamedWithoutItsPath() throws Exception {
        NetServer closing = get(vertx.createNetServer()
                .connectHandler(socket -> socket.handler(request -> socket.close()))
                .listen(0, "127.0.0.1"));

        assertThat(fault("http://127.0.0.1:" + closing.actualPort(), Duration.ofSeconds(30)))
                .isEqualTo("closed the connection before it answered");
    }

    @Test
    void aReceiverWithoutAServerIsNamedWithoutItsPath() throws Exception {
        int free;
        try (ServerSocket taken = new ServerSocket(0)) {
            free = taken.getLocalPort();
        }

        assertThat(fault("http://127.0.0.1:" + free, Duration.ofSeconds(30))).isEqualTo("does not accept connections");
    }

    @Test
    void aReceiverWithoutTlsIsNamedWithoutItsPath() throws Exception {
        HttpServer plain = get(vertx.createHttpServer()
                .requestHandler(request -> request.response().end())
                .listen(0, "127.0.0.1"));

        assertThat(fault("https://127.0.0.1:" + plain.actualPort(), Duration.ofSeconds(30)))
                .isEqualTo("has no TLS certificate that this machine trusts, or does not speak TLS");
    }

    @Test
    void anAddressThatNoRequestCanHaveIsNamedWithoutItsPath() throws Exception {
        assertThat(fault("http://localhost:1234567", Duration.ofSeconds(30)))
                .startsWith("could not be sent to")
                .doesNotContain("secret");
    }

    private String fault(String server, Duration timeout) throws Exception {
        AlertReceiver receiver = new AlertReceiver(
                "chat", AlertReceiver.MessageFormat.SLACK, URI.create(server + SECRET), Optional.empty());
        AlertMessage message = new AlertMessage(
                "id",
                Instant.EPOCH,
                "firing",
                AlertRule.BROKER_AWAY,
                "broker",
                1,
                "The broker does not answer.",
                Instant.EPOCH,
                "default",
                "");
        AlertSender sender = new AlertSender(vertx, Clock.systemUTC(), timeout);
        return get(sender.send(receiver, message)).orElseThrow();
    }
}
