package io.codefleet.broker.tck;

import org.junit.jupiter.api.Nested;

/**
 * The complete conformance kit as one test class. The author of a broker extends it in a test class of their build and creates the
 * {@link BrokerHarness} of the broker:
 *
 * <pre>{@code
 * class MyBrokerTckTest extends BrokerTckSuite {
 *     @Override
 *     protected BrokerHarness createHarness() {
 *         return BrokerHarness.realTime(new MyBrokerProvider(), "mybroker://localhost:4711");
 *     }
 * }
 * }</pre>
 *
 * <p>Each capability is a nested class with the name of its {@code …Tck} class: {@link LeaseTests} runs {@link LeaseTck}. A later
 * version of the kit adds its new capabilities here, so that a broker's test runs them without a change.
 */
public abstract class BrokerTckSuite {

    /** Creates the harness of the broker under test. Called once for each test, possibly from several threads at once. */
    protected abstract BrokerHarness createHarness();

    @Nested
    class AllowanceTests extends AllowanceTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class ApprovalAuditTests extends ApprovalAuditTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class AuditTests extends AuditTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class CancelTests extends CancelTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class CapabilityTests extends CapabilityTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class CheckpointTests extends CheckpointTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class ClaimTests extends ClaimTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class CloseTests extends CloseTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class ConcurrencyTests extends ConcurrencyTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class DocumentTests extends DocumentTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class EventTests extends EventTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class IdempotencyTests extends IdempotencyTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class IsolationTests extends IsolationTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class LeaseTests extends LeaseTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class LimitTests extends LimitTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class MultiClientTests extends MultiClientTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class NamespaceTests extends NamespaceTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class OutcomeTests extends OutcomeTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class PauseTests extends PauseTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class PlacementTests extends PlacementTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class PriorityTests extends PriorityTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class ProgressTests extends ProgressTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class PurgeTests extends PurgeTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class QueryTests extends QueryTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class RetentionTests extends RetentionTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class RetryTests extends RetryTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class SignalTests extends SignalTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class StatsTests extends StatsTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class SubmitTests extends SubmitTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class TimeoutTests extends TimeoutTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class UsageTests extends UsageTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }

    @Nested
    class WorkerTests extends WorkerTck {
        @Override
        protected BrokerHarness harness() {
            return createHarness();
        }
    }
}
