package io.codefleet.broker.file;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The conformance kit on a folder. */
class FileTckTest extends BrokerTckSuite {
    @TempDir
    Path folder;

    @Override
    protected BrokerHarness createHarness() {
        return new FileHarness(folder);
    }
}
