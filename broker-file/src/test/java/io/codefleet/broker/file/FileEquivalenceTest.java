package io.codefleet.broker.file;

import io.codefleet.broker.log.LogBrokers;
import io.codefleet.broker.log.leader.LogLimits;
import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The broker in a folder and the in-memory broker under the same random steps; snapshots are written often. */
class FileEquivalenceTest extends BrokerEquivalence {
    private static Path folder;

    @BeforeContainer
    static void make() throws IOException {
        folder = Files.createTempDirectory("codefleet-equivalence-");
    }

    @AfterContainer
    static void delete() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }

    @Override
    protected BrokerHarness createHarness() {
        LogBrokers brokers = new LogBrokers(InstantSource.system(), new LogLimits(4000));
        return BrokerHarness.realTime(
                new FileBrokerProvider(brokers), folder.toUri().toString());
    }
}
