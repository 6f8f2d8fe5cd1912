package io.codefleet.agent.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitCredential;
import io.codefleet.agent.workspace.git.GitException;
import io.codefleet.agent.workspace.git.GitSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of consecutive attempts on one repository, and of the hosts that receive the worker's logins. */
class RepeatedCheckoutsTest {
    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path folder;

    private GitRepo shop;
    private WorkspaceSettings settings;

    @BeforeEach
    void makeRepository() throws Exception {
        shop = GitRepo.make(folder.resolve("shop"));
        settings = WorkspaceSettings.defaults(folder.resolve("state")).root(folder);
    }

    @AfterEach
    void close() {
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static Workspace open(Workspaces workspaces, Task task) {
        return join(workspaces.open(new AttemptStub(task)));
    }

    private Task task() {
        return Task.of("Mend it.").project(shop.url());
    }

    @Test
    void theFolderOfAnUnfinishedAgentIsNotReused() {
        Workspaces workspaces = new Workspaces(vertx, settings);
        Workspace stopped = open(workspaces, task());
        join(stopped.close(false));
        Workspace failed = open(workspaces, task());
        join(failed.close(true));

        Workspace next = open(workspaces, task());

        assertThat(next.folder()).isNotIn(stopped.folder(), failed.folder());
        assertThat(failed.folder()).isNotEqualTo(stopped.folder());
    }

    @Test
    void aFolderIsUsedAgainUnlessTheAgentsSettingsInTheRepositoryAreOthers() throws Exception {
        Workspaces workspaces = new Workspaces(vertx, settings);
        Workspace first = open(workspaces, task());
        Files.writeString(first.folder().resolve("left.txt"), "left");
        join(first.changes());
        join(first.close(false));
        shop.write("More.java", "class More {}\n").commit("More");

        Workspace second = open(workspaces, task());
        assertThat(second.folder()).isEqualTo(first.folder());
        assertThat(second.folder().resolve("More.java")).exists();
        assertThat(second.folder().resolve("left.txt")).doesNotExist();
        assertThat(join(second.changes()).files()).isEmpty();
        join(second.close(false));
        shop.write("opencode.json", "{}").commit("Settings");

        assertThat(open(workspaces, task()).folder()).isNotEqualTo(first.folder());
    }

    @Test
    void aLoginGoesToItsOwnHostAlone() throws Exception {
        try (AskingHost own = AskingHost.start(vertx);
                AskingHost other = AskingHost.start(vertx)) {
            List<GitCredential> logins = List.of(new GitCredential(own.url(), "ann", "secret"));
            GitSettings with = new GitSettings(false, false, false, Duration.ofMinutes(1), logins);
            Workspaces workspaces = new Workspaces(vertx, settings.git(with));

            assertThatThrownBy(() -> open(workspaces, task().project(own.url() + "shop.git")))
                    .hasMessageContaining("no login that opens it");
            assertThatThrownBy(() -> open(workspaces, task().project(other.url() + "shop.git")))
                    .hasMessageContaining("no login that opens it");
            assertThatThrownBy(() ->
                            new Git(with).remote(folder, Map.of(), own.url(), "ls-remote", other.url() + "shop.git"))
                    .isInstanceOf(GitException.class);

            assertThat(own.logins()).containsOnly("ann:secret");
            assertThat(other.asked()).isPositive();
            assertThat(other.logins()).isEmpty();
        }
    }
}
