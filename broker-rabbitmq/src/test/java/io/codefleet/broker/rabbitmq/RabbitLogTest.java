package io.codefleet.broker.rabbitmq;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.FollowerTck;
import io.codefleet.broker.log.tck.LogHarness;
import io.codefleet.broker.log.tck.LogTck;
import io.codefleet.broker.log.tck.RequestChannelTck;
import io.codefleet.broker.log.tck.SnapshotTck;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.UUID;
import org.junit.jupiter.api.Nested;

/** The conformance kit of logs on a server. */
class RabbitLogTest {
    private static String uri() {
        return RabbitRights.shared().server().uri(RabbitRights.FLEET);
    }

    private static String namespace() {
        return "log-" + UUID.randomUUID();
    }

    private static LogHarness rabbit() {
        return rabbit(namespace());
    }

    private static LogHarness rabbit(String namespace) {
        RabbitAddress address = RabbitAddress.of(CodefleetOptions.of(uri()));
        return new LogHarness() {
            @Override
            public Future<BrokerLog> open(Vertx vertx) {
                return RabbitLog.open(vertx, address, namespace);
            }
        };
    }

    @Nested
    class Records extends LogTck {
        @Override
        protected LogHarness harness() {
            return rabbit();
        }
    }

    @Nested
    class Snapshots extends SnapshotTck {
        @Override
        protected LogHarness harness() {
            return rabbit();
        }
    }

    @Nested
    class Requests extends RequestChannelTck {
        @Override
        protected LogHarness harness() {
            return rabbit();
        }
    }

    @Nested
    class Followers extends FollowerTck {
        private final String namespace = namespace();

        @Override
        protected LogHarness harness() {
            return rabbit(namespace);
        }

        @Override
        protected BrokerProvider provider() {
            return new RabbitBrokerProvider();
        }

        @Override
        protected CodefleetOptions options() {
            return CodefleetOptions.of(uri()).namespace(namespace);
        }
    }
}
