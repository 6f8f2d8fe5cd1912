package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Checkouts from a host that accepts connections and never answers. */
class StoppedCheckoutTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private ServerSocket silent;

    @BeforeEach
    void listen() throws IOException {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread accepting = new Thread(() -> {
            try {
                while (true) {
                    connections.add(silent.accept());
                }
            } catch (IOException e) {
                // the test has ended
            }
        });
        accepting.setDaemon(true);
        accepting.start();
    }

    @AfterEach
    void close() throws IOException {
        silent.close();
        for (Socket each : connections) {
            each.close();
        }
    }

    private Workspaces workspaces() {
        return new Workspaces(vertx.get(), WorkspaceSettings.defaults(folder.resolve("state")));
    }

    private AttemptStub attempt(int number) {
        return new AttemptStub(
                Task.of("x").project("http://127.0.0.1:" + silent.getLocalPort() + "/" + number + ".git"));
    }

    /** Returns the processes of Git that this test has started: no other one knows the port. */
    private Stream<ProcessHandle> gits() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("127.0.0.1:" + silent.getLocalPort()))
                        .isPresent());
    }

    private static void isStopped(Future<Workspace> opening) {
        assertThatThrownBy(() -> get(opening))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining("the attempt was stopped while its folder was prepared");
    }

    @Test
    void stoppedAttemptsEndTheirGitAndFreeTheThreads() {
        Workspaces workspaces = workspaces();
        List<AttemptStub> attempts = new ArrayList<>();
        List<Future<Workspace>> openings = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            attempts.add(attempt(i));
            openings.add(workspaces.open(attempts.get(i)));
        }
        await().until(() -> gits().findAny().isPresent() && !connections.isEmpty());

        attempts.forEach(each -> each.stop.complete(StopReason.CANCELLED));

        openings.forEach(StoppedCheckoutTest::isStopped);
        await().until(() -> gits().findAny().isEmpty());
        assertThat(folder.resolve("state/tasks"))
                .satisfiesAnyOf(
                        tasks -> assertThat(tasks).doesNotExist(),
                        tasks -> assertThat(tasks).isEmptyDirectory());
    }

    @Test
    void closedWorkspacesEndTheirGitAndOpenNoMore() {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        try {
            Workspaces workspaces = workspaces();
            List<Future<Workspace>> openings = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                openings.add(workspaces.open(attempt(i)));
            }
            await().until(() -> gits().findAny().isPresent() && !connections.isEmpty());

            get(workspaces.close());

            assertThat(openings).allMatch(Future::failed);
            await().until(() -> gits().findAny().isEmpty());
            assertThatThrownBy(() -> get(workspaces.open(attempt(0)))).hasMessageContaining("the worker leaves");
            get(vertx.get().close());
            assertThat(uncaught).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }
}
