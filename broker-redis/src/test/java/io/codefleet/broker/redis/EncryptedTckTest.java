package io.codefleet.broker.redis;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.tck.BrokerHarness;
import io.codefleet.broker.tck.BrokerTckSuite;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadCodec;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The conformance kit with all content encrypted, and nothing else read. */
@Execution(ExecutionMode.CONCURRENT)
class EncryptedTckTest extends BrokerTckSuite {
    private static final PayloadCodec CODEC = AesGcmCodec.of(TestKeys.KEYS).refusingPlain();
    private static final RedisTestServer server = RedisTestServer.start();

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    protected BrokerHarness createHarness() {
        return new Encrypting(BrokerHarness.realTime(new RedisBrokerProvider(), server.uri()));
    }

    private record Encrypting(BrokerHarness plain) implements BrokerHarness {
        @Override
        public CodefleetOptions options(String namespace) {
            return plain.options(namespace).codec(CODEC);
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
