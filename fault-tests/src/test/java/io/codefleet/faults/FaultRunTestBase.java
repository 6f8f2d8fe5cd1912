package io.codefleet.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;

/** Base of the tests that make a run on one broker each. */
abstract class FaultRunTestBase {
    /** Returns the options of a run whose report names this test. */
    final FaultRunOptions options(Path folder, Duration bounded) {
        String flags = getClass().isAnnotationPresent(Tag.class) ? " -DexcludedGroups=none" : "";
        return FaultRunOptions.ofProperties(getClass().getSimpleName() + flags, folder, bounded);
    }

    /**
     * Makes a run that must violate no invariant.
     *
     * @param prefix the beginning of the name of its folder
     */
    final RunReport run(String prefix, Duration bounded, Function<FaultRunOptions, RunReport> make) throws IOException {
        Path folder = Files.createDirectories(Path.of(System.getProperty("codefleet.faults.folder", "target/faults")));
        RunReport report = make.apply(options(Files.createTempDirectory(folder, prefix), bounded));
        System.out.println(report.summary());
        assertThat(report.violations()).as(report::explain).isEmpty();
        return report;
    }

    /** Makes a run on a broker with a leader, of which at least one must have been lost. */
    final void runOnLog(String prefix, Duration bounded, Function<FaultRunOptions, RunReport> make) throws IOException {
        RunReport report = run(prefix, bounded, make);
        assertThat(report.leaders())
                .as("processes that led a namespace; histories: " + report.folder())
                .hasSizeGreaterThan(1);
    }
}
