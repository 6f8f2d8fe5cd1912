package io.codefleet.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TestServerProcessTest {
    private static final ProcessBuilder SLEEP = new ProcessBuilder("sleep", "600");
    private static final int SIGKILL = 137;

    @Test
    void aSuspendedServerEndsAsAnOperatorAsks() throws IOException {
        try (TestServerProcess server = TestServerProcess.create("sh", FutureResults.LIMIT)) {
            Path ready = server.folder().resolve("ready");
            Process process = server.start(new ProcessBuilder(
                    "sh", "-c", "trap 'kill $!; exit 7' TERM; sleep 600 & touch '" + ready + "'; wait"));
            await().until(() -> Files.exists(ready));
            server.pause();
            server.stop();
            assertThat(process.exitValue()).isEqualTo(7);
        }
    }

    @Test
    void aSuspendedServerCanBeKilledAndStartedAgain() throws IOException {
        try (TestServerProcess server = TestServerProcess.create("sleep", FutureResults.LIMIT)) {
            Process process = server.start(SLEEP);
            server.pause();
            server.kill();
            assertThat(process.exitValue()).isEqualTo(SIGKILL);
            server.start(SLEEP);
            assertThat(server.isAlive()).isTrue();
        }
    }

    @Test
    void aServerThatDoesNotEndIsKilled() throws IOException {
        try (TestServerProcess server = TestServerProcess.create("sh", Duration.ofMillis(200))) {
            Path ready = server.folder().resolve("ready");
            Process process =
                    server.start(new ProcessBuilder("sh", "-c", "trap '' TERM; touch '" + ready + "'; exec sleep 600"));
            await().until(() -> Files.exists(ready));
            assertThatThrownBy(server::stop).isInstanceOf(IllegalStateException.class);
            assertThat(process.exitValue()).isEqualTo(SIGKILL);
        }
    }

    @Test
    void allMembersEndAndThenWhatOutlivesThem() throws IOException {
        StringBuilder order = new StringBuilder();
        TestServerProcess server = TestServerProcess.create(
                "sh",
                FutureResults.LIMIT,
                process -> Stream.concat(process.descendants(), Stream.of(process.toHandle())),
                () -> order.append("after"));
        Path folder = server.folder();
        Files.writeString(folder.resolve("data"), "x");
        Process process = server.start(new ProcessBuilder("sh", "-c", "sleep 600 & wait"));
        await().until(() -> process.descendants().findAny().isPresent());
        ProcessHandle child = process.descendants().findAny().orElseThrow();
        server.close();
        assertThat(child.isAlive()).isFalse();
        assertThat(order.toString()).isEqualTo("after");
        assertThat(Files.exists(folder)).isFalse();
    }

    @Test
    void aServerThatDoesNotRunCannotBeSuspended() {
        try (TestServerProcess server = TestServerProcess.create("sleep", FutureResults.LIMIT)) {
            assertThatThrownBy(server::pause).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(server::resume).isInstanceOf(IllegalStateException.class);
            server.stop();
            server.kill();
        }
    }

    /** A server starts helpers for a moment, and one may end between the search for members and their signal. */
    @Test
    void aMemberThatHasJustEndedKeepsNoServerFromBeingSuspended() throws Exception {
        Process helper = new ProcessBuilder("true").start();
        assertThat(helper.waitFor()).isZero();
        Deque<ProcessHandle> ended = new ArrayDeque<>(List.of(helper.toHandle()));
        try (TestServerProcess server = TestServerProcess.create(
                "sleep",
                FutureResults.LIMIT,
                process -> Stream.concat(Stream.ofNullable(ended.poll()), Stream.of(process.toHandle())),
                () -> {})) {
            server.start(SLEEP);
            server.pause();
            assertThat(ended).isEmpty();
        }
    }
}
