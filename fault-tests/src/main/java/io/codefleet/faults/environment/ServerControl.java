package io.codefleet.faults.environment;

import io.codefleet.kafka.test.KafkaTestServer;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.NatsTestServer;
import io.codefleet.testing.RabbitTestServer;

/** Breaks and restores the server of a run. */
public interface ServerControl {
    /** Ends it as {@code kill -9} does. */
    void kill();

    /** Starts it again with what it has stored; ends it in good order before, if it runs. */
    void restart();

    /** Suspends the process. */
    void pause();

    /** Resumes the suspended server. */
    void resume();

    /** Returns the control of a Redis server. */
    static ServerControl of(RedisTestServer server) {
        return new ServerActions(server::kill, server::restart, server::pause, server::resume);
    }

    /** Returns the control of a NATS server. */
    static ServerControl of(NatsTestServer server) {
        return new ServerActions(server::kill, server::stop, server::run, server::pause, server::resume);
    }

    /** Returns the control of a RabbitMQ server. */
    static ServerControl of(RabbitTestServer server) {
        return new ServerActions(server::kill, server::stop, server::run, server::pause, server::resume);
    }

    /** Returns the control of a Kafka server. */
    static ServerControl of(KafkaTestServer server) {
        return new ServerActions(server::kill, server::stop, server::run, server::pause, server::resume);
    }
}
