package io.codefleet.broker.nats;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.FollowerTck;
import io.codefleet.broker.log.tck.LogHarness;
import io.codefleet.broker.log.tck.LogTck;
import io.codefleet.broker.log.tck.RequestChannelTck;
import io.codefleet.broker.log.tck.SnapshotTck;
import io.codefleet.testing.NatsTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The conformance kit of logs on a NATS server, as a user who may do no more than is documented; each test has a namespace of its own. */
class NatsLogTest {
    /** Short, as many tests change the leader. */
    private static final Duration SILENCE = Duration.ofMillis(500);

    private static final AtomicInteger LAST = new AtomicInteger();
    private static NatsTestServer server;

    @BeforeAll
    static void startServer() {
        server = NatsRights.server(NatsRights.user("fleet", "*"));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static String namespace() {
        return "team.a/" + LAST.incrementAndGet();
    }

    private static LogHarness nats() {
        return nats(namespace());
    }

    private static LogHarness nats(String namespace) {
        NatsAddress address = NatsAddress.of(CodefleetOptions.of(NatsRights.uri(server, "fleet")));
        return new LogHarness() {
            @Override
            public Future<BrokerLog> open(Vertx vertx) {
                return NatsLog.open(vertx, address, namespace, SILENCE).map(log -> log);
            }

            @Override
            public void restart() {
                server.kill();
                server.run();
            }
        };
    }

    @Nested
    class Records extends LogTck {
        @Override
        protected LogHarness harness() {
            return nats();
        }
    }

    @Nested
    class Snapshots extends SnapshotTck {
        @Override
        protected LogHarness harness() {
            return nats();
        }
    }

    @Nested
    class Requests extends RequestChannelTck {
        @Override
        protected LogHarness harness() {
            return nats();
        }
    }

    @Nested
    class Followers extends FollowerTck {
        private final String namespace = namespace();

        @Override
        protected LogHarness harness() {
            return nats(namespace);
        }

        @Override
        protected BrokerProvider provider() {
            return new NatsBrokerProvider();
        }

        @Override
        protected CodefleetOptions options() {
            return CodefleetOptions.of(NatsRights.uri(server, "fleet")).namespace(namespace);
        }
    }
}
