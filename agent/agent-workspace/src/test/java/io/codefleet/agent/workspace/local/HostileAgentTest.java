package io.codefleet.agent.workspace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.agent.workspace.TaskFolders;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.git.Git;
import io.codefleet.agent.workspace.git.GitMirrors;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder in which somebody works against the worker. */
class HostileAgentTest {
    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    @TempDir
    Path temporary;

    private Path folder;
    private Path outside;

    @BeforeEach
    void make() throws IOException {
        Path real = temporary.toRealPath();
        folder = Files.createDirectories(real.resolve("project"));
        outside = Files.createDirectories(real.resolve("outside"));
        Files.writeString(outside.resolve("key.txt"), "secret");
    }

    /** Puts a link out of the project where a folder was, once. */
    private Runnable swap(Path inner) {
        return () -> {
            if (OpenFolder.isFolder(inner)) {
                try {
                    Files.move(inner, inner.resolveSibling("aside"));
                    Files.createSymbolicLink(inner, outside);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
    }

    /** The project, by descriptor or by path. */
    @SuppressWarnings("StreamResourceLeak") // what is returned closes it
    private OpenFolder open(boolean checked) throws IOException {
        return checked ? new CheckedFolder(Files.newDirectoryStream(folder), folder) : OpenFolder.openReal(folder);
    }

    @Test
    void thisSystemHasFoldersByDescriptorSoThatBothWaysAreTried() throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            assertThat(stream).isInstanceOf(SecureDirectoryStream.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFolderThatBecomesALinkAfterItWasListedIsNotReadThrough(boolean checked) throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/key.txt"), "public");
        try (OpenFolder open = open(checked)) {
            assertThat(ArtifactFiles.read(open, ArtifactSelection.of("**"), swap(folder.resolve("out"))))
                    .noneMatch(artifact -> artifact.content().contains("secret"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFolderThatBecomesALinkAfterItsFilesWereFoundIsNotReadThrough(boolean checked) throws IOException {
        Files.createDirectories(folder.resolve("a/out"));
        Files.writeString(folder.resolve("a/out/key.txt"), "public");
        int[] looks = new int[1];
        try (OpenFolder open = open(checked)) {
            List<Artifact> artifacts = ArtifactFiles.read(open, ArtifactSelection.of("**"), () -> {
                if (++looks[0] == 4) {
                    swap(folder.resolve("a/out")).run();
                }
            });

            assertThat(artifacts).singleElement().satisfies(artifact -> {
                assertThat(artifact.path()).isEqualTo("a/out/key.txt");
                assertThat(artifact.form()).isEqualTo(Artifact.Form.OMITTED);
                assertThat(artifact.reason()).isPresent();
            });
        }
    }

    @Test
    void aFileThatBecomesALinkOrChangesWhileItIsReadIsNamedOnly() throws IOException {
        Files.writeString(folder.resolve("grows"), "1");
        Files.writeString(folder.resolve("link"), "1");
        int[] looks = new int[1];
        try (OpenFolder open = open(false)) {
            List<Artifact> artifacts = ArtifactFiles.read(open, ArtifactSelection.of("*"), () -> {
                if (++looks[0] == 3) {
                    try {
                        Files.writeString(folder.resolve("grows"), "1234");
                        Files.delete(folder.resolve("link"));
                        Files.createSymbolicLink(folder.resolve("link"), outside.resolve("key.txt"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });

            assertThat(artifacts).hasSize(2).allMatch(each -> each.form() == Artifact.Form.OMITTED);
            assertThat(artifacts).allMatch(each -> each.reason().isPresent());
        }
    }

    @Test
    void aFolderReplacedByALinkIsNotOpened() throws IOException {
        Files.delete(folder);
        Files.createSymbolicLink(folder, outside);

        assertThatThrownBy(() -> ArtifactFiles.read(folder, ArtifactSelection.of("**")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> FolderChanges.look(folder)).isInstanceOf(IOException.class);
    }

    @Test
    void aFolderThatBecomesALinkWhileItIsRemovedIsNotRemovedThrough() throws IOException {
        Files.createDirectories(folder.resolve("out"));
        Files.writeString(folder.resolve("out/key.txt"), "public");

        TreeDeletion.delete(folder, swap(folder.resolve("out")), 100);

        assertThat(folder).doesNotExist();
        assertThat(outside.resolve("key.txt")).hasContent("secret");
    }

    @Test
    void aFolderThatStaysDeepIsGivenUpWithItsName() throws Exception {
        nest(folder, "d", 600);

        assertThatThrownBy(() -> TreeDeletion.delete(folder, () -> {}, 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder + " is still deep")
                .hasMessageContaining("end what adds folders to it");
        Folders.deleteTree(folder);
        assertThat(folder).doesNotExist();
    }

    @Test
    void linksAreRemovedAndTheirTargetsAreKept() throws IOException {
        Files.createSymbolicLink(folder.resolve("out"), outside);
        Files.createSymbolicLink(folder.resolve("nowhere"), outside.resolve("nowhere"));
        Path link = Files.createSymbolicLink(folder.resolveSibling("link"), outside);

        Folders.deleteTree(folder);
        Folders.deleteTree(link);
        Folders.deleteTree(folder);

        assertThat(folder).doesNotExist();
        assertThat(link).doesNotExist();
        assertThat(outside.resolve("key.txt")).exists();
    }

    /** Makes a folder in a folder and so on, some at a time, as the path of all would be too long. */
    private static void nest(Path folder, String name, int depth) throws Exception {
        int atOnce = Math.min(depth, 2_000 / name.length());
        String some = String.join("/", Collections.nCopies(atOnce, name));
        String script = "i=0; while [ $i -lt " + depth + " ]; do mkdir -p " + some + " && cd -P " + some
                + " && echo x > file; i=$((i+" + atOnce + ")); done";
        Process nested = new ProcessBuilder("sh", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        nested.getInputStream().readAllBytes();
        assertThat(nested.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 200})
    void whatHasAPathThatIsTooLongIsRemoved(int nameLength) throws Exception {
        nest(folder, "n".repeat(nameLength), nameLength == 1 ? 2_500 : 60);

        Folders.deleteTree(folder);

        assertThat(folder).doesNotExist();
    }

    @Test
    void whatHasAPathThatIsTooLongDoesNotKeepOthersFromTheResult() throws Exception {
        nest(folder, "n".repeat(200), 30);
        Files.writeString(folder.resolve("a.txt"), "a");

        assertThat(ArtifactFiles.read(folder, ArtifactSelection.of("*.txt")))
                .containsExactly(new Artifact("a.txt", 1, Artifact.Form.TEXT, "a"));
        assertThat(Folders.size(folder)).isPositive();
        Folders.deleteTree(folder);
    }

    @Test
    void aNameThatIsNoTextIsNamedWithTheReason() throws Exception {
        Path odd = FileName.resolve(folder, "caf\u00e9.txt".getBytes(StandardCharsets.ISO_8859_1));
        Files.writeString(odd, "x");
        Files.writeString(folder.resolve("caf\u00e9.txt"), "y");

        List<Artifact> artifacts = ArtifactFiles.read(folder, ArtifactSelection.of("*.txt"));

        assertThat(artifacts)
                .containsExactlyInAnyOrder(
                        Artifact.omitted("\"caf\\351.txt\"", 1, "its name is not UTF-8"),
                        new Artifact("caf\u00e9.txt", 1, Artifact.Form.TEXT, "y"));
    }

    @Test
    void whatHasNoRightsIsRemoved() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("a/b/c"));
        Files.writeString(inner.resolve("file"), "x");
        for (Path each : List.of(inner, inner.getParent(), folder.resolve("a"), folder)) {
            Files.setPosixFilePermissions(each, Set.of());
        }

        Folders.deleteTree(folder);

        assertThat(folder).doesNotExist();
    }

    @Test
    void aWorkerWithoutAUtf8LocaleReadsNamesUnchanged() throws Exception {
        Files.writeString(folder.resolve("Gr\u00f6\u00dfe.txt"), "x");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ArtifactMain.class.getName(),
                folder.toString());
        builder.environment().put("LC_ALL", "POSIX");
        Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.strip()).isEqualTo("Gr\\u00F6\\u00DFe.txt TEXT x; changed Gr\\u00F6\\u00DFe.txt");
    }

    private TaskFolders folders(long quota) {
        WorkspaceSettings settings =
                WorkspaceSettings.defaults(temporary).diskQuotaBytes(quota).keepFailed(Duration.ofMinutes(1));
        WorkerExecutor executor = vertx.get().createSharedWorkerExecutor("test");
        GitMirrors mirrors = new GitMirrors(
                step -> executor.executeBlocking(step, false), new Git(settings.git()), temporary.resolve("mirrors"));
        return new TaskFolders(settings, temporary.resolve("mirrors"), mirrors, Duration.ZERO);
    }

    @Test
    void aFolderOfAnotherKindAndOneThatIsDeepDoNotStopTheSweep() throws Exception {
        TaskFolders folders = folders(1 << 30);
        Path deep = folders.make("deep");
        nest(deep, "n".repeat(200), 30);
        Path file = Files.writeString(deep.resolveSibling("file"), "x");
        Path plain = folders.make("plain");
        TaskFolders next = folders(1 << 30);
        for (Path each : List.of(deep, file, plain)) {
            Files.setLastModifiedTime(each, FileTime.fromMillis(1_000));
        }

        next.sweep();

        assertThat(deep).doesNotExist();
        assertThat(file).doesNotExist();
        assertThat(plain).doesNotExist();
    }

    @Test
    void aSpoiledFolderIsNotUsedAgainAndCostsNothingLater() throws Exception {
        TaskFolders folders = folders(1 << 30);
        Path spoiled = folders.make("shop");
        folders.spoil(spoiled);
        folders.leave(spoiled);

        Path next = folders.make("shop");

        assertThat(next).isNotEqualTo(spoiled);
        folders.leave(next);
        assertThat(folders.make("shop")).isEqualTo(next);
        assertThat(folders.make("other").getFileName().toString()).endsWith("-0");
    }

    @Test
    void aGreatManySpoiledFoldersAreKeptInMindBriefly() {
        FolderNumbers numbers = new FolderNumbers();
        for (int i = 0; i < 5_000; i++) {
            numbers.spoil("name" + i + "-" + i % 7);
        }

        assertThat(numbers.first("name4999")).isEqualTo(7);
        assertThat(numbers.first("name0")).isEqualTo(7);
        assertThat(numbers.first("unknown")).isEqualTo(7);
    }
}
