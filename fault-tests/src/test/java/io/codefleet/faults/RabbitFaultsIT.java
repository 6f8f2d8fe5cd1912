package io.codefleet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RabbitFaultsIT {
    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // the run has limits of its own
    void noTaskIsLostAndNoneEndsTwice() throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("codefleet.faults.folder", "target/faults")));
        FaultRunOptions options = FaultRunOptions.ofProperties(
                Files.createTempDirectory(folder, "rabbitmq-"), FaultRunOptions.BOUNDED_ON_A_SERVER);
        RunReport report = FaultRun.makeOnRabbit(options);
        System.out.println(report.summary());
        assertThat(report.violations()).as(report::explain).isEmpty();
    }
}
