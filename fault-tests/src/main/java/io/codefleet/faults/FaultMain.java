package io.codefleet.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes one run after the other, each with another seed, and keeps the histories of those that found something. */
public final class FaultMain {
    private FaultMain() {}

    /**
     * Runs fault tests from the command line.
     *
     * @param args how many runs, the seed of the first, and a folder; the properties are those of {@link FaultRunOptions}
     */
    public static void main(String[] args) throws IOException {
        int runs = Integer.parseInt(args[0]);
        long first = Long.parseLong(args[1]);
        Path folder = Files.createDirectories(Path.of(args[2]));
        boolean found = false;
        for (long seed = first; seed < first + runs; seed++) {
            System.setProperty("codefleet.faults.seed", Long.toString(seed));
            Path histories = Files.createTempDirectory(folder, "seed-" + seed + "-");
            RunReport report =
                    FaultRun.make(FaultRunOptions.ofProperties("RedisFaultsIT", histories, FaultRunOptions.BOUNDED));
            System.out.println(report.violations().isEmpty() ? report.summary() : report.explain());
            found |= !report.violations().isEmpty();
        }
        System.exit(found ? 1 : 0);
    }
}
