package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;

import io.codefleet.Task;
import io.codefleet.agent.test.AttemptStub;
import io.codefleet.agent.workspace.WorkspaceSettings.Mode;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.codefleet.testing.GitRepo;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A repository, and the folders that tasks on it get. */
abstract class FolderResultFixture {
    static final GitSettings WITH_ALL = new GitSettings(true, true, true, Duration.ofMinutes(1), List.of());

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    Path temporary;

    Path folder;
    GitRepo shop;
    WorkspaceSettings settings;

    /** The ways in which a task gets its folder. */
    enum Way {
        CHECKOUT,
        IN_PLACE,
        COPY,
        NONE
    }

    @BeforeEach
    void makeRepository() throws Exception {
        folder = temporary.toRealPath();
        shop = GitRepo.make(folder.resolve("shop"));
        settings = WorkspaceSettings.defaults(folder.resolve("state")).root(folder);
    }

    @AfterEach
    void close() {
        get(vertx.close());
    }

    Workspace open(WorkspaceSettings with, Task task) {
        return get(new Workspaces(vertx, with).open(new AttemptStub(task)));
    }

    Workspace open(Way way) {
        Task task = Task.of("x");
        return switch (way) {
            case CHECKOUT -> open(settings, task.project(shop.url()));
            case IN_PLACE -> open(settings, task.project(shop.folder().toString()));
            case COPY ->
                open(settings.mode(Mode.COPY), task.project(shop.folder().toString()));
            case NONE -> open(settings, task);
        };
    }

    static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    GitRepo applied(WorkspaceChanges changes, String... how) throws Exception {
        GitRepo fresh =
                GitRepo.cloneOf(shop, Files.createTempDirectory(folder, "fresh").resolve("shop"), "main");
        Path patch =
                Files.writeString(folder.resolve("the.patch"), changes.patch().orElseThrow());
        String[] command = new String[how.length + 2];
        command[0] = "apply";
        System.arraycopy(how, 0, command, 1, how.length);
        command[how.length + 1] = patch.toString();
        fresh.git(command);
        return fresh;
    }
}
