package io.codefleet.broker.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit on a single server, as a user who may do no more than is documented, in no other namespace. */
@Execution(ExecutionMode.CONCURRENT)
class RedisTckTest extends BrokerTckSuite {
    private static final RedisTestServer server = RedisTestServer.start(RedisTestOptions.DEFAULTS.breakable());

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected BrokerHarness createHarness() {
        return new AsRestrictedUser();
    }

    private static final class AsRestrictedUser implements BrokerHarness {
        private final BrokerHarness plain = BrokerHarness.realTime(new RedisBrokerProvider(), server.uri());

        /** Each namespace has a user of its own. */
        @Override
        public CodefleetOptions options(String namespace) {
            String user = namespace.replace('/', '.');
            List<String> command = new ArrayList<>(List.of("ACL", "SETUSER", user, "reset", "on", ">secret"));
            command.addAll(List.of(RedisAcl.rules(namespace).split(" ")));
            assertThat(RedisConsole.ask(server.port(), command.toArray(String[]::new)))
                    .isEqualTo("OK");
            String uri = "redis://" + user + ":secret@127.0.0.1:" + server.port();
            return CodefleetOptions.of(uri).namespace(namespace);
        }

        @Override
        public Future<Broker> connect(Vertx vertx, CodefleetOptions options, BrokerListener listener) {
            return plain.connect(vertx, options, listener);
        }

        @Override
        public void advance(Duration time) {
            plain.advance(time);
        }

        @Override
        public Duration tick() {
            return plain.tick();
        }

        @Override
        public boolean turnsClock() {
            return plain.turnsClock();
        }
    }
}
