package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.testing.VertxExtension;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two workers with one state folder. */
class StateFolderLockTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    @Test
    void aStateFolderHasOneWorkerAtATime() throws Exception {
        WorkspaceSettings settings = WorkspaceSettings.defaults(folder.resolve("state"));
        Workspaces first = get(Workspaces.start(vertx.get(), settings));
        Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("state"));

        assertThatThrownBy(() -> get(Workspaces.start(vertx.get(), settings)))
                .isInstanceOf(StateFolderInUseException.class);
        assertThatThrownBy(() -> get(Workspaces.start(vertx.get(), WorkspaceSettings.defaults(link))))
                .isInstanceOf(StateFolderInUseException.class)
                .hasMessageContaining(link + " is used by another worker");

        get(first.close());
        get(get(Workspaces.start(vertx.get(), settings)).close());
    }

    @Test
    void aFileThatAKilledWorkerLeftDoesNotLockTheFolder() throws Exception {
        WorkspaceSettings settings = WorkspaceSettings.defaults(folder);
        get(get(Workspaces.start(vertx.get(), settings)).close());
        Path file = folder.resolve("locks/workspaces");
        assertThat(file).exists();

        try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock held = Objects.requireNonNull(other.tryLock())) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> get(Workspaces.start(vertx.get(), settings)))
                    .isInstanceOf(StateFolderInUseException.class);
        }
        get(get(Workspaces.start(vertx.get(), settings)).close());
    }
}
