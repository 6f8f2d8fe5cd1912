package io.codefleet.agent.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitMirrors;
import io.codefleet.agent.workspace.git.GitSource;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.WorkerExecutor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Folders of attempts, and the disk they take. */
class TaskFoldersTest {
    private static final int BIG = 300_000;

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private WorkspaceSettings settings;
    private GitMirrors mirrors;
    private TaskFolders folders;

    @BeforeEach
    void make() {
        settings = WorkspaceSettings.defaults(folder).diskQuotaBytes(BIG + BIG / 2);
        WorkerExecutor executor = vertx.get().createSharedWorkerExecutor("test");
        mirrors = new GitMirrors(
                step -> executor.executeBlocking(step, false), new Git(settings.git()), folder.resolve("mirrors"));
        folders = new TaskFolders(settings, folder.resolve("mirrors"), mirrors, Duration.ZERO);
    }

    private Path used(int bytes) throws Exception {
        Path made = folders.make("t");
        Files.write(made.resolve("file"), new byte[bytes]);
        return made;
    }

    private Path mirror() throws Exception {
        GitRepo shop = GitRepo.make(folder.resolve("shop"));
        Path mirror = mirrors.pin(GitSource.parse(shop.url()), () -> false)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .repository();
        Files.write(mirror.resolve("objects/big"), new byte[BIG]);
        return mirror;
    }

    @Test
    void keptFoldersMakeRoomTheOldestFirst() throws Exception {
        Path oldest = folders.keep(used(BIG / 2), "t1-1").orElseThrow();
        Files.setLastModifiedTime(oldest, FileTime.fromMillis(1_000));
        Path newer = folders.keep(used(BIG / 2), "t2-1").orElseThrow();
        Path running = used(BIG);

        folders.make("t");

        assertThat(oldest).doesNotExist();
        assertThat(newer).exists();
        assertThat(newer.getFileName().toString()).startsWith("t2-1-");
        assertThat(running).exists();
    }

    @Test
    void aFolderIsUsedAgainForTheSameAndForNothingElse() throws Exception {
        Path first = folders.make("shop");
        Path beside = folders.make("shop");
        Files.createDirectories(folders.baseline(first));

        folders.leave(first);

        assertThat(first).doesNotExist();
        assertThat(folders.baseline(first)).doesNotExist();
        assertThat(folders.make("other")).isNotIn(first, beside);
        assertThat(folders.make("shop")).isEqualTo(first).isEmptyDirectory();
        folders.keep(beside, "t");
        assertThat(folders.make("shop")).isEqualTo(beside).isEmptyDirectory();
    }

    @Test
    void foldersOfAKilledWorkerAreNotReusedAndAreRemovedLater() throws Exception {
        Path left = used(10);
        Path baseline = Files.createDirectories(folders.baseline(left));
        TaskFolders next = new TaskFolders(settings, folder.resolve("mirrors"), mirrors, Duration.ZERO);

        assertThat(next.make("t")).isNotEqualTo(left);
        next.sweep();
        assertThat(left).exists();
        assertThat(baseline).exists();
        Files.setLastModifiedTime(left, FileTime.fromMillis(1_000));
        next.sweep();
        assertThat(left).doesNotExist();
        assertThat(baseline).doesNotExist();
    }

    @Test
    void aMirrorThatNobodyUsesMakesRoomAndOneInUseDoesNot() throws Exception {
        Path mirror = mirror();
        Path running = used(BIG);
        assertThatThrownBy(() -> folders.make("t")).isInstanceOf(AttemptException.class);
        assertThat(mirror).exists();

        mirrors.leave(mirror);
        folders.make("t");

        assertThat(mirror).doesNotExist();
        assertThat(running).exists();
    }

    @Test
    void aDiskFullOfRunningTasksIsRetryableOnAnotherWorker() throws Exception {
        used(BIG);
        used(BIG);

        assertThatThrownBy(() -> folders.make("t"))
                .isInstanceOfSatisfying(
                        AttemptException.class,
                        e -> assertThat(e.error().kind()).isEqualTo(ErrorKind.TRANSIENT))
                .hasMessageContaining("workspace.disk_quota");
    }
}
