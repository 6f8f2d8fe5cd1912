package io.codefleet.micrometer.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.codefleet.agent.test.Programs;
import io.codefleet.testing.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What systemd hears, by a socket such as its own and the real systemd-notify. */
class SystemdTest {
    private static final String LISTENER = """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1])
            print("listens", flush=True)
            while True:
                data = s.recv(4096)
                if data:
                    print(data.decode(), flush=True)
            """;

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    private Path folder;

    private Path received;
    private Path socket;
    private Process listener;

    @BeforeEach
    void listen() throws IOException {
        assumeTrue(
                Programs.isOnPath("systemd-notify") && Programs.isOnPath("python3"),
                "systemd-notify and python3 are there");
        received = folder.resolve("heard");
        socket = folder.resolve("notify");
        listener = new ProcessBuilder("python3", "-c", LISTENER, socket.toString())
                .redirectOutput(received.toFile())
                .redirectErrorStream(true)
                .start();
        await().until(() -> received().contains("listens"));
    }

    @AfterEach
    void end() {
        if (listener != null) {
            listener.destroyForcibly();
        }
    }

    private String received() throws IOException {
        return Files.readString(received);
    }

    @Test
    void systemdReceivesReadinessWatchdogAndStopping() throws IOException {
        Map<String, String> environment = Map.of("NOTIFY_SOCKET", socket.toString(), "WATCHDOG_USEC", "400000");
        EventLoops loops = EventLoops.of(vertx.get())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        Systemd systemd = Systemd.of(vertx.get(), environment).orElseThrow();

        systemd.ready(loops);
        await().until(() -> received().contains("READY=1"));
        await().until(() -> received().contains("WATCHDOG=1"));
        systemd.stopping();
        await().until(() -> received().contains("STOPPING=1"));
    }

    @Test
    void withoutSystemdNothingIsSent() {
        assertThat(Systemd.of(vertx.get(), Map.of("WATCHDOG_USEC", "400000"))).isEmpty();
    }
}
