package io.codefleet.redis.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.redis.test.TcpProxy.Direction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TcpProxyTest {

    private static RedisTestServer server;
    private final TcpProxy proxy = TcpProxy.to("127.0.0.1", server.port());

    @BeforeAll
    static void start() {
        server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void handsEverythingOn() throws IOException {
        try (Talk talk = new Talk()) {
            assertThat(talk.ask("PING")).isEqualTo("+PONG");
            assertThat(proxy.open()).isEqualTo(1);
        }
    }

    @Test
    void aCutEndsConnectionsAndLetsNewOnesPass() throws IOException {
        try (Talk talk = new Talk()) {
            assertThat(talk.ask("PING")).isEqualTo("+PONG");
            proxy.cut();
            assertThatThrownBy(() -> talk.ask("PING")).isInstanceOf(SocketException.class);
        }
        try (Talk talk = new Talk()) {
            assertThat(talk.ask("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void whileItRefusesNobodyGetsThrough() throws IOException {
        proxy.refuse();
        try (Talk talk = new Talk()) {
            assertThatThrownBy(() -> talk.ask("PING")).isInstanceOf(SocketException.class);
        }
        proxy.pass();
        try (Talk talk = new Talk()) {
            assertThat(talk.ask("PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void whatIsHeldBackArrivesLater() throws IOException {
        try (Talk talk = new Talk()) {
            proxy.hold();
            talk.asksInVain("PING");
            proxy.pass();
            assertThat(talk.answer()).isEqualTo("+PONG");
        }
    }

    @Test
    void anAnswerThatIsSwallowedWasStillEarned() throws IOException {
        try (Talk talk = new Talk()) {
            proxy.swallow(Direction.TO_CLIENT);
            talk.asksInVain("INCR swallowed");
        }
        proxy.pass();
        try (Talk talk = new Talk()) {
            assertThat(talk.ask("GET swallowed")).isEqualTo("$1");
        }
    }

    @Test
    void aConnectionThatLostBytesStaysDead() throws IOException {
        try (Talk talk = new Talk()) {
            proxy.swallow();
            talk.asksInVain("PING");
            proxy.pass();
            talk.asksInVain("PING");
        }
    }

    @Test
    void aDelayIsAddedEachWay() throws IOException {
        proxy.delay(Duration.ofMillis(50));
        try (Talk talk = new Talk()) {
            long from = System.nanoTime();
            assertThat(talk.ask("PING")).isEqualTo("+PONG");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(100));
        }
    }

    @Test
    void throttledBytesTakeTheirTime() throws IOException {
        proxy.throttle(1_000);
        try (Talk talk = new Talk()) {
            long from = System.nanoTime();
            assertThat(talk.ask("ECHO " + "x".repeat(200))).isEqualTo("$200");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(Duration.ofMillis(150));
        }
    }

    /** A connection through the proxy that speaks inline commands. */
    private final class Talk implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answers;

        Talk() throws IOException {
            socket = new Socket("127.0.0.1", proxy.port());
            socket.setSoTimeout(30_000);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        String ask(String command) throws IOException {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return answer();
        }

        /** Asks and gets no answer for a while. */
        void asksInVain(String command) throws IOException {
            socket.setSoTimeout(400);
            assertThatThrownBy(() -> ask(command)).isInstanceOf(SocketTimeoutException.class);
            socket.setSoTimeout(30_000);
        }

        String answer() throws IOException {
            return String.valueOf(answers.readLine());
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
