package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.WorkerInfo;
import io.codefleet.WorkerState;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.Broker;
import io.codefleet.broker.BrokerListener;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.SubmitReply;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A namespace of its own in a real Redis, with brokers on it and a plain Redis client. */
abstract class RedisTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    final Vertx vertx = vertxExtension.get();
    final String namespace = "test-" + UUID.randomUUID();
    final Received received = new Received();
    private final List<Broker> brokers = new ArrayList<>();

    /** Records what a listener received. */
    static final class Received implements BrokerListener {
        final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        final List<ConnectionState> states = new CopyOnWriteArrayList<>();

        @Override
        public void onOutcome(Outcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void onProgress(Progress progress) {}

        @Override
        public void onConnectionState(ConnectionState state) {
            states.add(state);
        }
    }

    CodefleetOptions options(String uri) {
        return CodefleetOptions.of(uri).namespace(namespace);
    }

    Broker connect(RedisTestServer server) {
        return connect(options(server.uri()));
    }

    Broker connect(CodefleetOptions options) {
        Broker broker = get(new RedisBrokerProvider().connect(vertx, options, received));
        brokers.add(broker);
        return broker;
    }

    @AfterEach
    void closeAll() {
        brokers.forEach(broker -> get(broker.close()));
    }

    /** A plain command to the server. */
    Response redis(RedisTestServer server, Command command, Object... arguments) {
        Redis client = Redis.createClient(vertx, server.uri());
        try {
            return get(client.send(Request.cmd(command, arguments)));
        } finally {
            client.close();
        }
    }

    String key(String rest) {
        return Namespace.prefix(namespace) + rest;
    }

    static void submit(Broker broker, Task task) {
        assertThat(get(broker.submit(List.of(task)))).containsExactly(SubmitReply.Accepted.INSTANCE);
    }

    static void beat(Broker broker, String worker) {
        WorkerInfo info = WorkerInfo.builder(worker, WorkerState.ONLINE, Instant.EPOCH, Instant.EPOCH)
                .types(new TreeSet<>(Set.of(WorkerInfo.ANY_TYPE)))
                .capabilities(new TreeSet<>())
                .concurrency(10)
                .build();
        get(broker.heartbeat(info, Duration.ofMinutes(5)));
    }

    static List<Assignment> claim(Broker broker, String worker, int max) {
        return get(broker.claim(ClaimRequest.of(worker, max, Duration.ofMinutes(5))));
    }
}
