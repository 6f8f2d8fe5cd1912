package io.codefleet.broker.kafka;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.BrokerProvider;
import io.codefleet.broker.log.BrokerLog;
import io.codefleet.broker.log.tck.FollowerTck;
import io.codefleet.broker.log.tck.LogHarness;
import io.codefleet.broker.log.tck.LogTck;
import io.codefleet.broker.log.tck.RequestChannelTck;
import io.codefleet.broker.log.tck.SnapshotTck;
import io.codefleet.kafka.test.KafkaTestOptions;
import io.codefleet.kafka.test.KafkaTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The conformance kit of logs on a Kafka server, as a user who may do no more than is documented; each test has a namespace of its own. */
class KafkaLogTest {
    /** Short, as many tests change the leader. */
    private static final Duration SILENCE = Duration.ofSeconds(1);

    private static KafkaTestServer server;

    @BeforeAll
    static void startServer() {
        server = KafkaRights.start(KafkaTestOptions.DEFAULTS.quickToReturn());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static String namespace() {
        return "team.a/" + UUID.randomUUID();
    }

    private static LogHarness kafka() {
        return kafka(namespace());
    }

    private static LogHarness kafka(String namespace) {
        KafkaAddress address = KafkaAddress.of(CodefleetOptions.of(KafkaRights.uri(server, "fleet")));
        return new LogHarness() {
            @Override
            public Future<BrokerLog> open(Vertx vertx) {
                return KafkaLog.open(vertx, address, namespace, SILENCE).map(log -> log);
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
            return kafka();
        }
    }

    @Nested
    class Snapshots extends SnapshotTck {
        @Override
        protected LogHarness harness() {
            return kafka();
        }
    }

    @Nested
    class Requests extends RequestChannelTck {
        @Override
        protected LogHarness harness() {
            return kafka();
        }
    }

    @Nested
    class Followers extends FollowerTck {
        private final String namespace = namespace();

        @Override
        protected LogHarness harness() {
            return kafka(namespace);
        }

        @Override
        protected BrokerProvider provider() {
            return new KafkaBrokerProvider();
        }

        @Override
        protected CodefleetOptions options() {
            return CodefleetOptions.of(KafkaRights.uri(server, "fleet")).namespace(namespace);
        }
    }
}
