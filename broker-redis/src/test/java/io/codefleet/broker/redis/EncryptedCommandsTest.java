package io.codefleet.broker.redis;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.WorkerCommand;
import io.codefleet.broker.Broker;
import io.codefleet.broker.WorkerSignal;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.redis.client.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Commands to workers that a codec encrypts: each is bound to its receiver, its time and its number. */
class EncryptedCommandsTest extends RedisTest {
    private static final PayloadKeys KEYS = TestKeys.KEYS;
    private static RedisTestServer server;

    @BeforeAll
    static void start() {
        server = RedisTestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private Broker connect(PayloadKeys keys) {
        return connect(options(server.uri()).codec(AesGcmCodec.of(keys)));
    }

    private static List<WorkerCommand> commands(List<WorkerSignal> signals) {
        return signals.stream()
                .filter(WorkerSignal.CommandReceived.class::isInstance)
                .map(signal -> ((WorkerSignal.CommandReceived) signal).command())
                .toList();
    }

    private List<WorkerCommand> receive(Broker broker, String worker, Duration wait) {
        return commands(get(broker.receive(worker, wait)));
    }

    /** The first signal of a worker, without its number. */
    private String storedSignal(String worker) {
        return redis(server, Command.LINDEX, key("sig:" + worker), 0).toString().replaceFirst("^\\d+ ", "");
    }

    private void store(String worker, String signal) {
        redis(server, Command.RPUSH, key("sig:" + worker), signal);
        redis(server, Command.RPUSH, key("in:" + worker), "s");
    }

    @Test
    void aCommandThatIsWrittenAgainIsNotObeyed() {
        Broker broker = connect(KEYS);
        beat(broker, "w");
        beat(broker, "v");
        get(broker.command(Optional.of("w"), WorkerCommand.of(WorkerCommand.DRAIN)));
        String stored = storedSignal("w");
        assertThat(receive(broker, "w", Duration.ofSeconds(5)))
                .extracting(WorkerCommand::name)
                .containsExactly("drain");

        store("w", stored);
        store("v", stored);
        assertThat(receive(broker, "w", Duration.ofMillis(300))).isEmpty();
        assertThat(receive(broker, "v", Duration.ofMillis(300))).isEmpty();
        get(broker.command(Optional.of("w"), WorkerCommand.of(WorkerCommand.PAUSE)));
        assertThat(receive(broker, "w", Duration.ofSeconds(5)))
                .extracting(WorkerCommand::name)
                .containsExactly("pause");
    }

    @Test
    void aCommandToAllReachesEachWorkerOnce() {
        Broker broker = connect(KEYS);
        beat(broker, "w");
        beat(broker, "v");
        get(broker.command(Optional.empty(), WorkerCommand.of(WorkerCommand.DRAIN)));
        String stored = storedSignal("w");
        assertThat(receive(broker, "w", Duration.ofSeconds(5))).hasSize(1);
        assertThat(receive(broker, "v", Duration.ofSeconds(5))).hasSize(1);

        store("v", stored);
        assertThat(receive(broker, "v", Duration.ofMillis(300))).isEmpty();
    }

    @Test
    void anOldCommandIsNotExecutedByALaterWorkerAndItsTimeIsAuthenticated() {
        Broker broker = connect(KEYS);
        beat(broker, "w");
        get(broker.command(Optional.of("w"), WorkerCommand.of(WorkerCommand.DRAIN)));
        String[] stored = storedSignal("w").split(" ", 5);
        assertThat(receive(broker, "w", Duration.ofSeconds(5))).hasSize(1);
        get(broker.unregister("w"));

        Broker next = connect(KEYS);
        beat(next, "w");
        String later = String.valueOf(Long.parseLong(stored[1]) + 1);
        store("w", String.join(" ", stored[0], later, stored[2], stored[3], stored[4]));
        store("w", String.join(" ", stored[0], stored[1], "another-number", stored[3], stored[4]));
        store("w", String.join(" ", stored[0], stored[1], stored[2], "*", stored[4]));
        assertThat(receive(next, "w", Duration.ofMillis(300))).isEmpty();
    }
}
