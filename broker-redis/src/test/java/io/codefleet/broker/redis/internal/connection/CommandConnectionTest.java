package io.codefleet.broker.redis.internal.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a command that Redis cannot do just then. */
class CommandConnectionTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final AtomicInteger asked = new AtomicInteger();
    private final FakeRedis[] redis = new FakeRedis[1];

    /** A connection to a server that answers the n-th GET like this. */
    private CommandConnection connect(Duration timeout, IntFunction<String> answers) throws Exception {
        redis[0] = new FakeRedis(
                vertx, words -> words.get(0).equals("get") ? answers.apply(asked.incrementAndGet()) : "+OK");
        int port = done(redis[0].listen());
        CodefleetOptions options =
                CodefleetOptions.of("redis://127.0.0.1:" + port).commandTimeout(timeout);
        Context context = vertx.getOrCreateContext();
        Promise<CommandConnection> opened = Promise.promise();
        context.runOnContext(v -> {
            Dialer dialer = Dialer.toNamespace(vertx, context, RedisAddress.of(options), "key");
            CommandConnection connection = new CommandConnection(
                    vertx, context, dialer, fresh -> Future.succeededFuture(), new ConnectionListener() {
                        @Override
                        public void up(Node node) {}

                        @Override
                        public void down() {}
                    });
            connection.open().map(connection).onComplete(opened);
        });
        return done(opened.future());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }

    private static Throwable failure(Future<Response> answer) throws Exception {
        return done(answer.map(new IllegalStateException("it was answered"))
                .transform(result -> Future.succeededFuture(
                        result.succeeded() ? new IllegalStateException("answered") : result.cause())));
    }

    private static Request command() {
        return Request.cmd(Command.GET).arg("key");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LOADING Redis is loading the dataset in memory",
                "BUSY Redis is busy running a script.",
                "TRYAGAIN Multiple keys request during rehashing of slot",
                "ASK 866 127.0.0.1:1",
                "NOREPLICAS Not enough good replicas to write.",
                "MOVED 866 127.0.0.1:1",
                "READONLY You can't write against a read only replica.",
                "CLUSTERDOWN The cluster is down",
                "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
                "ERR Error running script (call to f_1): @user_script:9: @user_script: 9: -READONLY You can't write"
            })
    void whatRedisCannotDoNowIsSentAgainEvenIfItMayNotBeDoneTwice(String error) throws Exception {
        CommandConnection connection = connect(Duration.ofSeconds(10), n -> n < 3 ? "-" + error : "+done");
        assertThat(done(connection.send(command(), false))).hasToString("done");
        assertThat(asked).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOADING", "ASK", "MOVED", "READONLY", "CLUSTERDOWN"})
    void aTimeoutReportsTheLastAnswerOfRedis(String code) throws Exception {
        CommandConnection connection = connect(Duration.ofMillis(300), n -> "-" + code + " it is so");
        assertThat(failure(connection.send(command(), true)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining(code + " it is so");
        assertThat(asked).hasValueGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"OOM", "MISCONF"})
    void errorsThatNeedAnOperatorFailAtOnce(String code) throws Exception {
        CommandConnection connection = connect(Duration.ofSeconds(10), n -> "-" + code + " it is so");
        assertThat(failure(connection.send(command(), true)))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining(code + " it is so");
        assertThat(asked).hasValue(1);
    }

    @Test
    void refusalsFailAtOnce() throws Exception {
        CommandConnection connection = connect(Duration.ofSeconds(10), n -> "-NOPERM this user has no permissions");
        assertThat(failure(connection.send(command(), true)))
                .isInstanceOf(BrokerRefusedException.class)
                .hasMessageContaining("docs/guides/redis.md");
        assertThat(asked).hasValue(1);
    }

    @Test
    void connectionAttemptsToAWrongServerAreBounded() throws Exception {
        CommandConnection connection = connect(Duration.ofSeconds(1), n -> "-READONLY You can't write");
        failure(connection.send(command(), true));
        // one for each attempt, whose waits double, and not one as soon as the last was made
        assertThat(redis[0].connections).hasValueBetween(2, 15);
    }
}
