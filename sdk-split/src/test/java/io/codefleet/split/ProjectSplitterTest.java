package io.codefleet.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.error.InvalidInputException;
import io.codefleet.split.ProjectChunks.Reason;
import io.codefleet.split.ProjectChunks.Skipped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectSplitterTest {
    private static final ProjectSplitter SPLITTER = new ProjectSplitter(new TextSplitter(String::length, 40));

    @TempDir
    Path project;

    private void file(String path, String text) throws IOException {
        file(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private void file(String path, byte[] bytes) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static List<String> origins(ProjectChunks chunks) {
        return chunks.chunks().stream().map(Chunk::origin).toList();
    }

    @Test
    void eachChunkHasItsFileAndLines() throws IOException {
        file("a/Foo.java", "line of code;\n".repeat(4));
        file("b.txt", "text");
        assertThat(origins(SPLITTER.byFile(project)))
                .containsExactly("b.txt, lines 1-1", "a/Foo.java, lines 1-2", "a/Foo.java, lines 3-4");
    }

    @Test
    void whatGitIgnoresIsLeftOut() throws IOException {
        file(".gitignore", "*.log\n/build/\n!keep.log\nnode_modules\n");
        file("sub/.gitignore", "secret.*\n!loud.log\n/own\n");
        file(".git/config", "x");
        file(".git/info/exclude", "mine\n");
        for (String path : List.of(
                "a.log",
                "keep.log",
                "build/x",
                "sub/build/x",
                "sub/secret.txt",
                "secret.txt",
                "sub/loud.log",
                "sub/node_modules/deep/x",
                "sub/own",
                "sub/deep/own",
                "mine")) {
            file(path, "x");
        }
        assertThat(SPLITTER.byFile(project).chunks())
                .extracting(chunk -> chunk.file().orElseThrow())
                .containsExactly(
                        ".gitignore",
                        "keep.log",
                        "secret.txt",
                        "sub/.gitignore",
                        "sub/loud.log",
                        "sub/build/x",
                        "sub/deep/own");
    }

    @Test
    void nonTextFilesAreSkippedAndListed() throws IOException {
        file("zero.bin", new byte[] {'a', 0, 'b'});
        file("latin1.txt", new byte[] {'a', (byte) 0xe9, 'b'});
        file("large.txt", "x".repeat(101));
        file("empty.txt", "");
        Files.createSymbolicLink(project.resolve("link.txt"), project.resolve("large.txt"));
        ProjectChunks chunks = SPLITTER.maxFileBytes(100).byFile(project);
        assertThat(chunks.chunks()).isEmpty();
        assertThat(chunks.skipped())
                .containsExactly(
                        new Skipped("large.txt", Reason.TOO_LARGE),
                        new Skipped("latin1.txt", Reason.BINARY),
                        new Skipped("link.txt", Reason.LINK),
                        new Skipped("zero.bin", Reason.BINARY));
    }

    @Test
    void smallFilesOfOneFolderGoTogether() throws IOException {
        file("a/1.txt", "x".repeat(15));
        file("a/2.txt", "x".repeat(15));
        file("a/3.txt", "x".repeat(15));
        file("b/1.txt", "x".repeat(15));
        assertThat(SPLITTER.byFolder(project).groups())
                .extracting(group ->
                        group.stream().map(chunk -> chunk.file().orElseThrow()).toList())
                .containsExactly(List.of("a/1.txt", "a/2.txt"), List.of("a/3.txt"), List.of("b/1.txt"));
    }

    @Test
    void onlyWantedFilesAreTaken() throws IOException {
        file("a.java", "x");
        file("b.txt", "x");
        assertThat(origins(SPLITTER.only(path -> path.endsWith(".java")).byFile(project)))
                .containsExactly("a.java, lines 1-1");
    }

    @Test
    void aProjectThatIsNotAFolderIsRefused() {
        assertThatThrownBy(() -> SPLITTER.byFile(project.resolve("missing"))).isInstanceOf(InvalidInputException.class);
    }
}
