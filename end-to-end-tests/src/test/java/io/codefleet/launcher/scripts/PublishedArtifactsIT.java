package io.codefleet.launcher.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code scripts/check-consumer}: a project of a user against what a release publishes, by a Maven of its own. */
@DisabledOnOs(OS.WINDOWS)
class PublishedArtifactsIT {
    @TempDir
    private Path folder;

    private void assertBuilt(long minutes, String... arguments) throws Exception {
        Path log = folder.resolve("log");
        Process script = new ProcessBuilder(Stream.concat(Stream.of("scripts/check-consumer"), Stream.of(arguments))
                        .toList())
                .directory(Path.of("..").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(script.waitFor(minutes, TimeUnit.MINUTES))
                    .as(Files.readString(log))
                    .isTrue();
        } finally {
            script.descendants().forEach(ProcessHandle::destroy);
            script.destroy();
        }
        assertThat(Files.readString(log)).contains("check-consumer: the project was built and tested");
        assertThat(script.exitValue()).isZero();
    }

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void aProjectOfAUserIsBuiltAndTestedWithTheJarsOfThisBuild() throws Exception {
        assertBuilt(12, "--built", System.getProperty("build.folder"));
    }

    /** Runs Maven twice: it publishes the modules first. */
    @Test
    @Tag("search")
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    void aProjectOfAUserIsBuiltAndTestedWithThePublishedArtifacts() throws Exception {
        assertBuilt(35);
    }
}
