package io.codefleet.agent.opencode.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDefaultsTest {
    @TempDir
    private Path folder;

    @Test
    void aFileOfTheOperatorIsLeftAsItIs() throws IOException {
        Path file = Files.writeString(folder.resolve("config.json"), "{\"snapshot\": true}");

        ConfigDefaults.write(folder);

        assertThat(file).hasContent("{\"snapshot\": true}");
    }

    @Test
    void aFolderThatCannotBeMadeIsNoReasonToFail() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");

        ConfigDefaults.write(file.resolve("opencode"));

        assertThat(file).hasContent("x");
    }
}
