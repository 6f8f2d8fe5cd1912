package io.codefleet.broker.file;

import io.codefleet.broker.tck.BrokerEquivalence;
import io.codefleet.broker.tck.BrokerHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The broker in a folder and the in-memory broker under the same random steps. */
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
        return BrokerHarness.realTime(new FileBrokerProvider(), folder.toUri().toString());
    }
}
