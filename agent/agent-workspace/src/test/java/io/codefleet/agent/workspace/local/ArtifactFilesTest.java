package io.codefleet.agent.workspace.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a result brings along. */
class ArtifactFilesTest {
    @TempDir
    private Path folder;

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void matchingFilesAreReturnedInOrderWithoutGitFiles() throws IOException {
        write("b.txt", "b");
        write("deep/er/a.txt", "ä");
        write("c.md", "c");
        write(".git/x.txt", "x");

        assertThat(ArtifactFiles.read(folder, ArtifactSelection.of("*.txt", "**.txt")))
                .containsExactly(
                        new Artifact("b.txt", 1, Artifact.Form.TEXT, "b"),
                        new Artifact("deep/er/a.txt", 2, Artifact.Form.TEXT, "ä"));
    }

    @Test
    void whatDoesNotFitIsNamedOnly() throws IOException {
        write("a.txt", "1234");
        write("b.txt", "123456");
        write("c.txt", "12");

        assertThat(ArtifactFiles.read(folder, ArtifactSelection.of("*").maxBytes(6)))
                .containsExactly(
                        new Artifact("a.txt", 4, Artifact.Form.TEXT, "1234"),
                        new Artifact("b.txt", 6, Artifact.Form.OMITTED, ""),
                        new Artifact("c.txt", 2, Artifact.Form.TEXT, "12"));
    }

    @Test
    void aLinkIsNotFollowedOutOfTheFolder(@TempDir Path outside) throws IOException {
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createSymbolicLink(folder.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(folder.resolve("out"), outside);

        assertThat(ArtifactFiles.read(folder, ArtifactSelection.of("**"))).isEmpty();
    }
}
