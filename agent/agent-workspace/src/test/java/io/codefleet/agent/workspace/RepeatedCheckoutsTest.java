package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitCredential;
import io.codefleet.agent.workspace.git.GitException;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.testing.GitRepo;
import io.codefleet.testing.VertxExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests of consecutive attempts on one repository, and of the hosts that receive the worker's logins. */
class RepeatedCheckoutsTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private GitRepo shop;
    private WorkspaceSettings settings;

    @BeforeEach
    void makeRepository() throws Exception {
        shop = GitRepo.make(folder.resolve("shop"));
        settings = WorkspaceSettings.defaults(folder.resolve("state")).root(folder);
    }

    private static Workspace open(Workspaces workspaces, Task task) {
        return get(workspaces.open(new AttemptStub(task)));
    }

    private Task task() {
        return Task.of("Mend it.").project(shop.url());
    }

    @Test
    void theFolderOfAnUnfinishedAgentIsNotReused() {
        Workspaces workspaces = new Workspaces(vertx.get(), settings);
        Workspace stopped = open(workspaces, task());
        get(stopped.close(false));
        Workspace failed = open(workspaces, task());
        get(failed.close(true));

        Workspace next = open(workspaces, task());

        assertThat(next.folder()).isNotIn(stopped.folder(), failed.folder());
        assertThat(failed.folder()).isNotEqualTo(stopped.folder());
    }

    @Test
    void aFolderIsUsedAgainUnlessTheAgentsSettingsInTheRepositoryAreOthers() throws Exception {
        Workspaces workspaces = new Workspaces(vertx.get(), settings);
        Workspace first = open(workspaces, task());
        Files.writeString(first.folder().resolve("left.txt"), "left");
        get(first.changes());
        get(first.close(false));
        shop.write("More.java", "class More {}\n").commit("More");

        Workspace second = open(workspaces, task());
        assertThat(second.folder()).isEqualTo(first.folder());
        assertThat(second.folder().resolve("More.java")).exists();
        assertThat(second.folder().resolve("left.txt")).doesNotExist();
        assertThat(get(second.changes()).files()).isEmpty();
        get(second.close(false));
        shop.write("opencode.json", "{}").commit("Settings");

        assertThat(open(workspaces, task()).folder()).isNotEqualTo(first.folder());
    }

    @Test
    void aLoginGoesToItsOwnHostAlone() throws Exception {
        try (AskingHost own = AskingHost.start(vertx.get());
                AskingHost other = AskingHost.start(vertx.get())) {
            List<GitCredential> logins = List.of(new GitCredential(own.url(), "ann", "secret"));
            GitSettings with = new GitSettings(false, false, false, Duration.ofMinutes(1), logins);
            Workspaces workspaces = new Workspaces(vertx.get(), settings.git(with));

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
