package io.codefleet.launcher.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/check-consumer}: a project of a user against what a release publishes. It runs Maven twice. */
@Tag("search")
@DisabledOnOs(OS.WINDOWS)
class PublishedArtifactsIT {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void aProjectOfAUserIsBuiltAndTestedWithThePublishedArtifacts() throws Exception {
        Path log = folder.resolve("log");
        Process script = new ProcessBuilder("scripts/check-consumer")
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(script.waitFor(35, TimeUnit.MINUTES)).isTrue();
        } finally {
            script.descendants().forEach(ProcessHandle::destroy);
            script.destroy();
        }
        assertThat(Files.readString(log)).contains("check-consumer: the project was built and tested");
        assertThat(script.exitValue()).isZero();
    }
}
