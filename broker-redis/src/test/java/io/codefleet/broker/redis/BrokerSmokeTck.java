package io.codefleet.broker.redis;

import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.MultiClientTck;
import io.codefleet.broker.tck.OutcomeTck;
import io.codefleet.broker.tck.ProgressTck;
import io.codefleet.broker.tck.SignalTck;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The tests of the conformance kit that need every kind of connection. */
@Execution(ExecutionMode.CONCURRENT)
abstract class BrokerSmokeTck {
    abstract BrokerHarness redis();

    @Nested
    class Outcomes extends OutcomeTck {
        @Override
        protected BrokerHarness harness() {
            return redis();
        }
    }

    @Nested
    class Signals extends SignalTck {
        @Override
        protected BrokerHarness harness() {
            return redis();
        }
    }

    @Nested
    class Progress extends ProgressTck {
        @Override
        protected BrokerHarness harness() {
            return redis();
        }
    }

    @Nested
    class SeveralClients extends MultiClientTck {
        @Override
        protected BrokerHarness harness() {
            return redis();
        }
    }
}
