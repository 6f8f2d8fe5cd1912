package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.Role;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may open the WebSocket of the gateway. */
class GatewayAdmissionTest {
    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    /** Returns the answer, whose body is a JSON object; the connection stays open. */
    private String upgrade(String query, String... headers) throws Exception {
        String request = "GET /gateway/v1" + query + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + String.join("", headers) + "\r\n";
        try (Socket socket = new Socket("127.0.0.1", fixture.port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            StringBuilder answer = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
                if (next == '}') {
                    break;
                }
            }
            return answer.toString();
        }
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key + "\r\n";
    }

    @Test
    void aKeyInTheHeaderIsNeeded() throws Exception {
        String key = fixture.key(Role.WORKER);
        assertThat(upgrade("?namespace=default")).startsWith("HTTP/1.1 401");
        assertThat(upgrade("?namespace=default", bearer("cf_nonsense"))).startsWith("HTTP/1.1 401");
        assertThat(upgrade("?namespace=default&ticket=" + key)).startsWith("HTTP/1.1 401");
        assertThat(upgrade(
                        "?namespace=default",
                        "Cookie: codefleet_key=" + key + "\r\n",
                        "Origin: http://127.0.0.1:" + fixture.port + "\r\n"))
                .startsWith("HTTP/1.1 401");
    }

    @Test
    void theNamespaceIsThatOfTheControlPlane() throws Exception {
        String key = fixture.key(Role.WORKER);
        assertThat(upgrade("?namespace=other", bearer(key)))
                .startsWith("HTTP/1.1 403")
                .contains("serves the namespace default")
                .doesNotContain(key);
        assertThat(upgrade("", bearer(key))).startsWith("HTTP/1.1 403");
    }

    @Test
    void aRequestThatIsNoWebSocketIsRefused() throws Exception {
        assertThat(fixture.send("GET", "/gateway/v1?namespace=default", "", fixture.key(Role.WORKER))
                        .statusCode())
                .isEqualTo(426);
    }
}
