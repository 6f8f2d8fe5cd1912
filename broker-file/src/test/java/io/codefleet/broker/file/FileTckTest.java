package io.codefleet.broker.file;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit on a folder. */
@Execution(ExecutionMode.CONCURRENT)
class FileTckTest extends BrokerTckSuite {
    @TempDir
    Path folder;

    @Override
    protected BrokerHarness createHarness() {
        return new FileHarness(folder);
    }
}
