package io.codefleet.redis.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedisTestServerTest {

    private static final RedisTestOptions OWN = RedisTestOptions.DEFAULTS.breakable();

    @Test
    void startsAServerThatAnswers() throws IOException {
        try (RedisTestServer server = RedisTestServer.start(OWN)) {
            assertThat(server.uri()).endsWith(":" + server.port());
            assertThat(ask(server, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void twoServersRunSideBySide() throws IOException {
        try (RedisTestServer one = RedisTestServer.start(OWN);
                RedisTestServer other = RedisTestServer.start(OWN)) {
            ask(one, "SET", "key", "one");
            assertThat(ask(other, "EXISTS", "key")).isEqualTo(":0");
        }
    }

    @Test
    void aKilledServerComesBackEmptyOnTheSamePort() throws IOException {
        try (RedisTestServer server = RedisTestServer.start(OWN)) {
            int port = server.port();
            ask(server, "SET", "key", "value");
            server.kill();
            assertThatThrownBy(() -> ask(server, "PING")).isInstanceOf(IOException.class);
            server.restart();
            assertThat(server.port()).isEqualTo(port);
            assertThat(ask(server, "EXISTS", "key")).isEqualTo(":0");
        }
    }

    @Test
    void whatAPersistentServerAcknowledgedSurvivesAKill() throws IOException {
        try (RedisTestServer server = RedisTestServer.start(OWN.withPersistence())) {
            ask(server, "SET", "key", "value");
            server.kill();
            server.restart();
            assertThat(ask(server, "EXISTS", "key")).isEqualTo(":1");
        }
    }

    @Test
    void aPausedServerIsSilentUntilItIsResumed() throws IOException {
        try (RedisTestServer server = RedisTestServer.start(OWN)) {
            server.pause();
            assertThatThrownBy(() -> ask(server, "PING")).isInstanceOf(SocketTimeoutException.class);
            server.resume();
            assertThat(ask(server, "PING")).isEqualTo("+PONG");
        }
    }

    @Test
    void aPausedServerCanBeClosed() {
        RedisTestServer server = RedisTestServer.start(OWN);
        server.pause();
        server.close();
        assertThatThrownBy(() -> ask(server, "PING")).isInstanceOf(IOException.class);
    }

    @Test
    void aServerWithAPasswordAsksForIt() throws IOException {
        try (RedisTestServer server = RedisTestServer.start(OWN.withPassword("secret"))) {
            assertThat(server.uri()).startsWith("redis://:secret@");
            assertThat(ask(server, "PING")).startsWith("-NOAUTH");
            assertThat(ask(server, "AUTH", "secret")).isEqualTo("+OK");
        }
    }

    @Test
    void aServerThatCannotStartSaysWhy() {
        assertThatThrownBy(() -> RedisTestServer.start(OWN.withArguments("--no-such-option", "x")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-option");
    }

    private static String ask(RedisTestServer server, String... words) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(3_000);
            socket.getOutputStream().write((String.join(" ", words) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return String.valueOf(answer.readLine());
        }
    }
}
