package io.codefleet.faults;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KafkaFaultsIT extends FaultRunTestBase {
    @Test
    @Timeout(value = 1, unit = TimeUnit.DAYS) // the run has limits of its own
    void noTaskIsLostAndNoneEndsTwice() throws IOException {
        runOnLog("kafka-", FaultRunOptions.BOUNDED_ON_A_SERVER, FaultRun::makeOnKafka);
    }
}
