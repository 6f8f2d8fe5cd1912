package io.codefleet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.faults.memory.MemoryRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MemoryFaultsIT {

    @Test
    void noTaskIsLostAndNoneEndsTwice() throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("codefleet.faults.folder", "target/faults")));
        long seed = Long.getLong("codefleet.faults.seed", FaultRunOptions.SEED_OF_THE_BOUNDED_FORM);
        System.out.println("seed " + seed);
        RunReport report = MemoryRun.make(
                seed, Duration.ofSeconds(15), Duration.ofMillis(250), 60, Files.createTempDirectory(folder, "memory-"));
        System.out.println(report.summary());
        assertThat(report.violations()).as(report::explain).isEmpty();
    }
}
