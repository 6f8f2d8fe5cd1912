package io.codefleet.agent.workspace;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.testing.GitRepo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No program that an agent puts into a repository runs when the worker reads, commits and pushes the changes. */
class ProgramsOfAgentsTest extends FolderResultFixture {
    private static final GitSettings WITH_PUSH = new GitSettings(false, false, true, Duration.ofMinutes(1), List.of());
    private static final GitSettings WITH_SUBMODULES =
            new GitSettings(true, false, true, Duration.ofMinutes(1), List.of());
    /** The number of repositories within a folder that are looked into. */
    private static final int MAX_NESTED = 1_000;

    private GitRepo library;
    private PlantedPrograms programs;

    /** The places where an agent leaves a repository. */
    enum Left {
        /** Only that of the checkout. */
        TOP,
        /** A folder {@code .git} where a submodule was not checked out. */
        IN_A_SUBMODULE,
        /** A file {@code .git} there that leads to the repository of the checkout. */
        BY_A_FILE_IN_A_SUBMODULE,
        /** That of a submodule that the worker has checked out. */
        OF_A_SUBMODULE,
        /** One that the agent declares as a submodule. */
        DECLARED,
        /** One that the agent makes. */
        UNDECLARED,
        /** One below a repository, with more others than the worker looks into. */
        BEHIND_MANY,
        /** In a project that had no commit. */
        IN_AN_EMPTY_PROJECT
    }

    @BeforeEach
    void makeLibrary() throws Exception {
        library = GitRepo.make(folder.resolve("library"));
        programs = new PlantedPrograms(folder);
    }

    private Path leave(Left left, Path work) throws Exception {
        Path nested = work.resolve(left == Left.BEHIND_MANY ? "made/lib" : "lib");
        switch (left) {
            case IN_A_SUBMODULE -> GitRepo.cloneOf(library, nested, "main");
            case BY_A_FILE_IN_A_SUBMODULE -> {
                write(nested, ".git", "gitdir: " + work.resolve(".git") + "\n");
                write(work, ".git/HEAD", library.git("rev-parse", "HEAD") + "\n");
                programs.plant(work.resolve(".git"), nested);
            }
            case DECLARED -> {
                GitRepo.cloneOf(library, nested, "main");
                write(work, ".gitmodules", "[submodule \"lib\"]\n\tpath = lib\n\turl = " + library.url() + "\n");
            }
            case UNDECLARED, IN_AN_EMPTY_PROJECT -> GitRepo.cloneOf(library, nested, "main");
            case BEHIND_MANY -> {
                for (int i = 0; i < MAX_NESTED; i++) {
                    Path empty = work.resolve("empty" + i);
                    Files.createDirectories(empty.resolve(".git/refs"));
                    Files.createDirectories(empty.resolve(".git/objects"));
                    write(empty, ".git/HEAD", "ref: refs/heads/main\n");
                }
                GitRepo.make(work.resolve("made"));
                GitRepo.cloneOf(library, nested, "main");
            }
            case TOP, OF_A_SUBMODULE -> {}
        }
        programs.plant(work.resolve(".git"), work);
        if (Files.isDirectory(nested) && left != Left.BY_A_FILE_IN_A_SUBMODULE) {
            programs.plant(Path.of(library.git("-C", nested.toString(), "rev-parse", "--absolute-git-dir")), nested);
        }
        return nested;
    }

    private void change(Path nested, Path work) throws IOException {
        for (String each : List.of("Shop.java", "New.java", "new.txt", "new.md", "new.bin")) {
            write(work, each, "changed\n");
            if (Files.isDirectory(nested)) {
                // of the size that Git knows, so that it has to read the file by its filter
                write(nested, each, "class Shop []\n");
            }
        }
    }

    private GitRepo project(Left left) throws Exception {
        if (left == Left.IN_AN_EMPTY_PROJECT) {
            Path empty = Files.createDirectory(folder.resolve("empty.git"));
            shop.git("init", "--quiet", "--bare", empty.toString());
            return GitRepo.at(empty);
        }
        if (left.name().endsWith("SUBMODULE")) {
            shop.git("submodule", "--quiet", "add", library.url(), "lib");
            shop.commit("Use the library");
        }
        return shop;
    }

    @ParameterizedTest
    @EnumSource
    void noneRunsFromTheChangesToThePush(Left left) throws Exception {
        GitRepo project = project(left);
        GitSettings git = left == Left.OF_A_SUBMODULE ? WITH_SUBMODULES : WITH_PUSH;
        Workspace workspace =
                open(settings.git(git), Task.of("x").project(project.url()).attribute("push", "more"));
        Path work = workspace.folder();
        change(leave(left, work), work);
        assertThat(programs.ran()).as("while the agent works").isEmpty();

        assertThat(get(workspace.changes()).files()).contains("New.java", "new.txt");
        assertThat(programs.ran()).isEmpty();
        get(workspace.changes());
        assertThat(programs.ran()).isEmpty();
        assertThat(get(workspace.deliver())).containsEntry("branch", "more");
        assertThat(programs.ran()).isEmpty();
        // the second one replaces the commit of the first
        write(work, "later.txt", "later\n");
        get(workspace.deliver());

        assertThat(programs.ran()).isEmpty();
        assertThat(project.git("show", "more:New.java")).isEqualTo("changed");
        assertThat(project.git("show", "more:later.txt")).isEqualTo("later");
    }

    @ParameterizedTest
    @EnumSource(names = {"IN_PLACE", "COPY"})
    void noneRunsThatAnEarlierAttemptHasLeftInAFolder(Way way) throws Exception {
        shop.git("submodule", "--quiet", "add", library.url(), "lib");
        shop.commit("Use the library");
        leave(Left.OF_A_SUBMODULE, shop.folder());
        Workspace workspace = open(way);
        change(workspace.folder().resolve("lib"), workspace.folder());

        assertThat(get(workspace.changes()).files()).contains("New.java", "lib/New.java", "lib/Shop.java");
        get(workspace.changes());
        get(workspace.close(false));

        assertThat(programs.ran()).isEmpty();
    }

    @Test
    void gitByItselfRunsThem() throws Exception {
        leave(Left.TOP, shop.folder());
        write(shop.folder(), "Shop.java", "changed\n");
        write(shop.folder(), "new.md", "changed\n");

        shop.git("add", "--all");
        assertThat(programs.ran())
                .contains("core.fsmonitor", "filter-clean", "filter-included", "hook-post-index-change");
        shop.git("diff", "HEAD");
        assertThat(programs.ran()).contains("diff.planted.command");
    }
}
