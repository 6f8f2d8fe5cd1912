package io.codefleet.samples.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileChangeTest {
    @TempDir
    private Path repository;

    private void git(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("git", "-C", repository.toString(), "-c", "user.name=t", "-c", "user.email=t@localhost"));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private void commit() throws Exception {
        git("add", "-A");
        git("commit", "-q", "-m", "x");
    }

    private void file(String name, List<String> lines) throws IOException {
        Files.write(repository.resolve(name), lines);
    }

    private static List<String> lines(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(line -> "line " + line).toList();
    }

    @Test
    void aChangeShowsItsLinesAndThoseAround() throws Exception {
        git("init", "-q");
        file("grün a.txt", lines(1, 50));
        file("gone.txt", lines(1, 3));
        Files.write(repository.resolve("picture.bin"), new byte[] {0, 1});
        commit();
        List<String> changed = new ArrayList<>(lines(1, 50));
        changed.add(20, "new");
        file("grün a.txt", changed);
        file("new.txt", lines(1, 2));
        Files.delete(repository.resolve("gone.txt"));
        Files.write(repository.resolve("picture.bin"), new byte[] {0, 2});
        commit();

        List<FileChange> changes = FileChange.in(repository, "HEAD~1", "HEAD");

        assertThat(changes).extracting(FileChange::file).containsExactly("grün a.txt", "new.txt");
        FileChange change = changes.get(0);
        assertThat(change.patch()).startsWith("diff --git").contains("+new\n").doesNotContain("new.txt");
        assertThat(IntStream.rangeClosed(1, 51).filter(change::shows)).containsExactly(18, 19, 20, 21, 22, 23, 24);
        assertThat(changes.get(1).shows(2)).isTrue();
        assertThat(changes.get(1).shows(3)).isFalse();
    }

    @Test
    void anInvalidRangeIsAnError() throws Exception {
        git("init", "-q");
        assertThatThrownBy(() -> FileChange.in(repository, "nowhere")).hasMessageContaining("git diff nowhere failed");
    }
}
