package io.codefleet.broker.log.memory;

import io.codefleet.broker.log.AppendException;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.LogHarness;
import io.codefleet.broker.log.tck.LogTck;
import io.codefleet.broker.log.tck.RequestChannelTck;
import io.codefleet.broker.log.tck.SnapshotTck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.Nested;

/** The conformance kit of logs on the log in memory. */
class MemoryLogTest {
    private static LogHarness memory() {
        MemoryLogSystem system = new MemoryLogSystem();
        return new LogHarness() {
            @Override
            public Future<BrokerLog> open(Vertx vertx) {
                return Future.succeededFuture(system.open(vertx));
            }

            @Override
            public boolean losesAnswers() {
                return true;
            }

            @Override
            public void loseNextAnswer() {
                system.failNextAppend(AppendException.Kind.UNKNOWN);
            }
        };
    }

    @Nested
    class Records extends LogTck {
        @Override
        protected LogHarness harness() {
            return memory();
        }
    }

    @Nested
    class Snapshots extends SnapshotTck {
        @Override
        protected LogHarness harness() {
            return memory();
        }
    }

    @Nested
    class Requests extends RequestChannelTck {
        @Override
        protected LogHarness harness() {
            return memory();
        }
    }
}
