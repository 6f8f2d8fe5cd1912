package io.codefleet.broker.nats;

import io.codefleet.broker.tck.AllowanceTck;
import io.codefleet.broker.tck.AuditTck;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.CancelTck;
import io.codefleet.broker.tck.CapabilityTck;
import io.codefleet.broker.tck.CheckpointTck;
import io.codefleet.broker.tck.CloseTck;
import io.codefleet.broker.tck.ConcurrencyTck;
import io.codefleet.broker.tck.DocumentTck;
import io.codefleet.broker.tck.EventTck;
import io.codefleet.broker.tck.IdempotencyTck;
import io.codefleet.broker.tck.IsolationTck;
import io.codefleet.broker.tck.LeaseTck;
import io.codefleet.broker.tck.LimitTck;
import io.codefleet.broker.tck.MultiClientTck;
import io.codefleet.broker.tck.NamespaceTck;
import io.codefleet.broker.tck.OutcomeTck;
import io.codefleet.broker.tck.PauseTck;
import io.codefleet.broker.tck.PlacementTck;
import io.codefleet.broker.tck.PriorityTck;
import io.codefleet.broker.tck.ProgressTck;
import io.codefleet.broker.tck.PurgeTck;
import io.codefleet.broker.tck.QueryTck;
import io.codefleet.broker.tck.RetentionTck;
import io.codefleet.broker.tck.RetryTck;
import io.codefleet.broker.tck.SignalTck;
import io.codefleet.broker.tck.StatsTck;
import io.codefleet.broker.tck.SubmitTck;
import io.codefleet.broker.tck.TimeoutTck;
import io.codefleet.broker.tck.UsageTck;
import io.codefleet.broker.tck.WorkerTck;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The conformance kit on a NATS server. */
class NatsTckTest {
    private static NatsTestServer server;

    @BeforeAll
    static void startServer() {
        server = NatsTestServer.start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Nested
    class Submits extends SubmitTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Priorities extends PriorityTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Capabilities extends CapabilityTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Leases extends LeaseTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Placements extends PlacementTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class ConcurrencyKeys extends ConcurrencyTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Limits extends LimitTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Checkpoints extends CheckpointTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Retries extends RetryTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Cancels extends CancelTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Timeouts extends TimeoutTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Outcomes extends OutcomeTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Progress extends ProgressTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Events extends EventTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Workers extends WorkerTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Signals extends SignalTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class DocumentsOfANamespace extends DocumentTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Pauses extends PauseTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Queries extends QueryTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Purges extends PurgeTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Retention extends RetentionTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Stats extends StatsTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Namespaces extends NamespaceTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class SeveralClients extends MultiClientTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class RepeatedCalls extends IdempotencyTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Closes extends CloseTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Audits extends AuditTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Isolation extends IsolationTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Usages extends UsageTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }

    @Nested
    class Allowances extends AllowanceTck {
        @Override
        protected BrokerHarness harness() {
            return new NatsHarness(server);
        }
    }
}
