package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where an attempt works. */
class WorkspacesTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path folder;

    private Workspaces workspaces(boolean withRoot, boolean share) throws Exception {
        Path root = Files.createDirectories(folder.resolve("root"));
        Files.createDirectories(root.resolve("shop"));
        Files.createDirectories(folder.resolve("outside"));
        WorkspaceSettings settings =
                WorkspaceSettings.defaults(folder.resolve("state")).shareProject(share);
        return new Workspaces(vertx.get(), withRoot ? settings.root(root) : settings);
    }

    private static Future<Workspace> open(Workspaces workspaces, String project) {
        return workspaces.open(new AttemptStub(Task.of("x").project(project)));
    }

    @Test
    void aProjectIsUsedInPlace() throws Exception {
        Workspaces workspaces = workspaces(true, false);
        Path shop = folder.resolve("root/shop").toRealPath();

        Workspace byName = get(open(workspaces, "shop"));
        assertThat(byName.folder()).isEqualTo(shop);
        get(byName.close(false));

        assertThat(get(open(workspaces, shop.toString())).folder()).isEqualTo(shop);
        assertThat(shop).exists();
    }

    @Test
    void withoutAProjectThereIsAnEmptyFolderThatIsRemoved() throws Exception {
        Workspace workspace = get(workspaces(false, false).open(new AttemptStub(Task.of("x"))));
        assertThat(workspace.folder()).isEmptyDirectory();
        Files.createDirectories(workspace.folder().resolve("a/b"));
        Files.writeString(workspace.folder().resolve("a/b/file"), "x");

        get(workspace.close(false));

        assertThat(workspace.folder()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://user:secret@example.com/shop.git | true | https://***@example.com/shop.git carries credentials",
                "https://secret@example.com/shop.git | true | give them to the worker",
                "ext::sh -c touch% /tmp/x | true | is not on this worker",
                "ext://sh | true | is not a repository that a worker checks out",
                "git@example.com:--upload-pack=x | true | is not a repository that a worker checks out",
                "https://example.com/shop.git#--upload-pack=x | true | is not a branch, a tag or a commit",
                "file:///etc | true | lies outside this worker's workspace_root",
                "nowhere | true | project nowhere is not on this worker: there is no folder",
                "/no/such/folder | false | is a folder, and this worker has no workspace_root",
                "/no/such/folder | true | lies outside this worker's workspace_root",
                "shop | false | is a relative path, and this worker has no workspace_root",
                "../outside | true | lies outside this worker's workspace_root"
            })
    void anUnknownFolderFailsPermanentlyAndIsNamed(String project, boolean withRoot, String message) throws Exception {
        Workspaces workspaces = workspaces(withRoot, false);

        assertThatThrownBy(() -> get(open(workspaces, project)))
                .isInstanceOfSatisfying(
                        AttemptException.class,
                        e -> assertThat(e.error().kind()).isEqualTo(ErrorKind.PERMANENT))
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void aLinkOutOfTheRootIsFollowedBeforeItIsJudged() throws Exception {
        Workspaces workspaces = workspaces(true, false);
        Files.createSymbolicLink(folder.resolve("root/link"), folder.resolve("outside"));

        assertThatThrownBy(() -> get(open(workspaces, "link"))).hasMessageContaining("lies outside");
    }

    @Test
    void tasksInOneFolderTakeTurns() throws Exception {
        Workspaces workspaces = workspaces(true, false);
        Workspace first = get(open(workspaces, "shop"));
        AttemptStub waiting = new AttemptStub(Task.of("x").project("shop/."));

        Future<Workspace> second = workspaces.open(waiting);
        waiting.published.join();
        assertThat(second.isComplete()).isFalse();
        get(first.close(false));

        assertThat(get(second).folder()).isEqualTo(first.folder());
        get(get(second).close(false));
        get(get(open(workspaces, "shop")).close(false));
    }

    @Test
    void tasksMayShareAFolderIfTheOperatorAllowsIt() throws Exception {
        Workspaces workspaces = workspaces(true, true);

        Workspace first = get(open(workspaces, "shop"));

        assertThat(get(open(workspaces, "shop")).folder()).isEqualTo(first.folder());
    }
}
