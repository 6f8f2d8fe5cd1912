package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.Role;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that goes away in the middle of an answer or of its body does not make the server report a fault. */
class AbandonedRequestsTest {
    private static final String FILE = "/assets/lib/highlight/highlight.min.js";
    private static final int CLIENTS = 20;

    private final PrintStream console = System.err;
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() throws Exception {
        System.setErr(console);
        fixture.close();
    }

    /** Sends a request, reads so many bytes of the answer, and resets the connection. */
    private void abandon(String request, int bytes) throws Exception {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(1024);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress("127.0.0.1", fixture.port));
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
            socket.setSoLinger(true, 0);
        }
    }

    private void assertNoFault() throws Exception {
        assertThat(fixture.send(fixture.request("GET", FILE, "")).statusCode()).isEqualTo(200);
        // It waits for the end of all connections.
        get(fixture.control.close());
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("unexpectedly");
    }

    @Test
    void aFileThatNobodyWaitsForAnyMoreIsNoFaultInTheLog() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            abandon("GET " + FILE + " HTTP/1.1\r\nHost: x\r\n\r\n", 1);
        }
        assertNoFault();
    }

    @Test
    void aBodyThatStopsArrivingIsNoFaultInTheLog() throws Exception {
        String key = fixture.key(Role.SUBMITTER);
        for (int i = 0; i < CLIENTS; i++) {
            abandon(
                    "POST /api/v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                            + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"prompt\"",
                    0);
        }
        assertNoFault();
    }
}
