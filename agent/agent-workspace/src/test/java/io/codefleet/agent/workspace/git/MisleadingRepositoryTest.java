package io.codefleet.agent.workspace.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.testing.GitRepo;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Repositories whose own files are made to mislead the worker. */
class MisleadingRepositoryTest {
    private static final GitSettings WITH_SUBMODULES =
            new GitSettings(true, false, true, Duration.ofMinutes(1), List.of());

    @TempDir
    Path folder;

    private Path root;
    private GitRepo shop;
    private GitRepo secret;
    private WorkspaceSettings settings;

    @BeforeEach
    void makeRepositories() throws Exception {
        root = Files.createDirectory(folder.resolve("root"));
        shop = GitRepo.make(root.resolve("shop"));
        secret = GitRepo.make(folder.resolve("outside/secret"));
        settings =
                WorkspaceSettings.defaults(folder.resolve("state")).root(root).git(WITH_SUBMODULES);
    }

    private ProjectAccess access() {
        return new ProjectAccess(
                settings.root(), settings.guarded(), settings.git().allow());
    }

    private void assertRefused(String project, String message) {
        assertThatThrownBy(() -> access().repository(GitSource.parse(project)))
                .isInstanceOf(AttemptException.class)
                .hasMessageContaining(message);
    }

    /** An entry for the folder above a submodule must not bring that along before its own URL is checked. */
    @Test
    void aSubmoduleIsNotFetchedByTheEntryOfAFolderAboveIt() throws Exception {
        GitRepo top = GitRepo.make(root.resolve("top"));
        top.git("submodule", "--quiet", "add", "--name", "z", secret.url(), "libs/lib");
        top.git("config", "--file", ".gitmodules", "submodule.a.path", "libs");
        top.git("config", "--file", ".gitmodules", "submodule.a.url", shop.url());
        top.commit("Use it");
        Path work = Files.createDirectory(folder.resolve("work"));
        GitRepo copy = GitRepo.cloneOf(top, work.resolve("top"), "main");
        GitSource source = GitSource.parse(top.url());
        Submodules submodules = new Submodules(new Git(WITH_SUBMODULES), access(), source);

        assertThatThrownBy(() -> submodules.checkOut(copy.folder())).hasMessageContaining("lies outside");
        assertThat(copy.folder().resolve("libs/lib")).isEmptyDirectory();
    }

    /** Texts of {@code .gitmodules}, of which each character is a byte. The one that Git obeys names the secret. */
    static List<Arguments> unclearEntries() {
        String path = "\tpath = libs/lib\n";
        return List.of(
                arguments(
                        "the path libs/lib has two entries, a and z",
                        "[submodule \"a\"]\n" + path + "\turl = SHOP\n[submodule \"z\"]\n" + path + "\turl = SECRET\n"),
                arguments(
                        "is not UTF-8",
                        "[submodule \"z\u00ff\"]\n" + path + "\turl = SECRET\n[submodule \"z\u00fe\"]\n"
                                + "\turl = SHOP\n"),
                arguments(
                        "is not UTF-8",
                        "[submodule \"z\"]\n" + path + "\turl = SHOP\n[submodule \"y\"]\n"
                                + "\tpath = libs/\u00ff\n\turl = SECRET\n"),
                arguments("the url of z is set twice", "[submodule \"z\"]\n" + path + "\turl = SECRET\n\turl = SHOP\n"),
                arguments(
                        "the path of z is set twice",
                        "[submodule \"z\"]\n" + path + "\turl = SHOP\n[submodule \"z\"]\n\tpath = other\n"),
                arguments("the path of z has no value", "[submodule \"z\"]\n\tpath\n\turl = SHOP\n"));
    }

    /** A checkout whose submodule {@code libs/lib} has these entries. */
    private GitRepo checkoutWith(String entries) throws Exception {
        GitRepo top = GitRepo.make(root.resolve("top"));
        top.git("submodule", "--quiet", "add", "--name", "z", secret.url(), "libs/lib");
        String text = entries.replace("SHOP", shop.url()).replace("SECRET", secret.url());
        Files.write(top.folder().resolve(".gitmodules"), text.getBytes(StandardCharsets.ISO_8859_1));
        top.commit("Use it");
        return GitRepo.cloneOf(
                top, Files.createDirectory(folder.resolve("work")).resolve("top"), "main");
    }

    private void assertNothingIsFetched(GitRepo copy, String message) {
        GitSource source = GitSource.parse("file://" + root.resolve("top"));
        Submodules submodules = new Submodules(new Git(WITH_SUBMODULES), access(), source);

        assertThatThrownBy(() -> submodules.checkOut(copy.folder()))
                .isInstanceOfSatisfying(
                        AttemptException.class,
                        refused -> assertThat(refused.error().kind()).isEqualTo(ErrorKind.PERMANENT))
                .hasMessageContaining("project " + source)
                .hasMessageContaining(message);
        assertThat(copy.folder().resolve("libs/lib")).isEmptyDirectory();
        assertThat(copy.folder().resolve(".git/modules")).doesNotExist();
    }

    /** Git finds the entry of a path by itself; it may find another one than the worker has checked. */
    @ParameterizedTest
    @MethodSource("unclearEntries")
    void entriesThatGitMayReadInAnotherWayAreRefused(String message, String entries) throws Exception {
        assertNothingIsFetched(checkoutWith(entries), message);
    }

    @Test
    void anEntryThatGitFindsByAnotherNameIsNotFetched() throws Exception {
        GitRepo copy = checkoutWith("[submodule \"z\"]\n\tpath = libs/lib\n\turl = SHOP\n");
        copy.git("config", "submodule.other.url", secret.url());

        assertNothingIsFetched(copy, "Git does not find it by the entry z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"objects/info/alternates", "commondir"})
    void aRepositoryWithAListThatIsFarTooLargeIsRefused(String name) throws Exception {
        GitRepo large = GitRepo.make(root.resolve("large"));
        makeTooLarge(large.folder().resolve(".git").resolve(name));

        assertRefused(large.url(), "is too large");
    }

    @Test
    void aGitFileThatIsFarTooLargeLeadsNowhere() throws Exception {
        Path project = Files.createDirectory(root.resolve("project"));
        makeTooLarge(project.resolve(".git"));

        assertRefused("file://" + project, "there is no Git repository in it");
        assertThat(LocalRepository.target(project.resolve(".git"))).isEmpty();
    }

    /** Without blocks of its own, and longer than what Java reads as a whole. */
    private static void makeTooLarge(Path path) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(3L << 30);
        }
    }
}
