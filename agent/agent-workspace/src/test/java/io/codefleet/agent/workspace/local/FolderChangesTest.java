package io.codefleet.agent.workspace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files of a folder changed. */
class FolderChangesTest {
    @TempDir
    Path folder;

    @Test
    void newChangedAndRemovedFilesAreNamed() throws Exception {
        Files.createDirectories(folder.resolve("src"));
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve("src/same"), "same");
        Files.writeString(folder.resolve("src/changed"), "before");
        Files.writeString(folder.resolve("gone"), "x");
        FolderChanges before = FolderChanges.look(folder);

        Files.writeString(folder.resolve("src/changed"), "afterwards");
        Files.writeString(folder.resolve("new"), "x");
        Files.writeString(folder.resolve(".git/index"), "x");
        Files.delete(folder.resolve("gone"));

        assertThat(FolderChanges.look(folder).since(before)).containsExactly("gone", "new", "src/changed");
    }

    @Test
    void anUnchangedFolderHasNoChanges() throws Exception {
        Files.writeString(folder.resolve("file"), "x");
        FolderChanges before = FolderChanges.look(folder);

        assertThat(FolderChanges.look(folder).since(before)).isEmpty();
    }
}
