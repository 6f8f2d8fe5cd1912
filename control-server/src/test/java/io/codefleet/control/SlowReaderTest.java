package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A watcher that does not read. More is sent than the system's buffers hold and than the broker keeps: a server that kept it for
 * the watcher would deliver all of it, one that pauses has to say that something is missing.
 */
class SlowReaderTest {
    private static final int TASKS = 30_000;
    private static final String PADDING = "y".repeat(180);

    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ControlFixture(
                ControlOptions.defaults(),
                CodefleetOptions.of("memory:" + UUID.randomUUID()).limits(StorageLimits.DEFAULT.maxEvents(2000)));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private Socket open(String path) throws Exception {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", fixture.port));
        String upgrade = path.startsWith("/ws/")
                ? String.join(
                        "\r\n",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "")
                : "";
        String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + fixture.key(Role.OBSERVER)
                + "\r\n" + upgrade + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void submitMany() throws Exception {
        AtomicInteger seen = new AtomicInteger();
        EventStream<FleetEvent> quick = fixture.fleet.events(EventQuery.TASKS.after(EventQuery.OLDEST));
        quick.handler(event -> seen.incrementAndGet());
        for (int from = 0; from < TASKS; from += 500) {
            int upTo = from + 500;
            get(fixture.fleet.submitTasks(IntStream.range(from, upTo)
                    .mapToObj(i -> Task.of("x").id("t" + i + "-" + PADDING))
                    .toList()));
            await().until(() -> seen.get() >= upTo);
        }
        get(quick.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/events?after=0", "/ws/tasks?after=0"})
    void itHoldsUpNobodyAndIsNotKeptInMemory(String path) throws Exception {
        try (Socket slow = open(path)) {
            BufferedReader text =
                    new BufferedReader(new InputStreamReader(slow.getInputStream(), StandardCharsets.ISO_8859_1), 64);
            assertThat(text.readLine()).containsPattern(" (200|101) ");
            submitMany();
            assertThat(fixture.send("GET", "/api/v1/me", "", fixture.key(Role.OBSERVER))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(readUntil(text, "missed", "t" + (TASKS - 1) + "-")).isEqualTo("missed");
        }
    }

    private static String readUntil(BufferedReader text, String first, String second) throws Exception {
        StringBuilder window = new StringBuilder();
        char[] some = new char[8192];
        while (true) {
            int count = text.read(some);
            assertThat(count).as("the stream ended").isPositive();
            window.append(some, 0, count);
            if (window.indexOf(first) >= 0) {
                return first;
            }
            if (window.indexOf(second) >= 0) {
                return second;
            }
            window.delete(0, Math.max(0, window.length() - 100));
        }
    }
}
