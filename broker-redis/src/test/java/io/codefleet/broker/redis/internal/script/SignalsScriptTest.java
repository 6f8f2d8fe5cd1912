package io.codefleet.broker.redis.internal.script;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signals are taken off when they have arrived; a client does that again when the answer was lost. */
class SignalsScriptTest {
    @RegisterExtension
    final VertxExtension vertxExtension = new VertxExtension();

    private final Vertx vertx = vertxExtension.get();
    private final String prefix = "codefleet:{test-" + UUID.randomUUID() + "}:";
    private final RedisTestServer server = RedisTestServer.start();
    private final Redis redis = Redis.createClient(vertx, server.uri());

    @BeforeEach
    void addWorker() throws Exception {
        ask(Request.cmd(Command.ZADD, prefix + "workers", "9007199254740992", "w"));
    }

    @AfterEach
    void stop() throws Exception {
        redis.close();
        server.close();
    }

    private Response ask(Request request) throws Exception {
        return redis.send(request).toCompletionStage().toCompletableFuture().get(60, SECONDS);
    }

    private Response run(LuaScript script, Iterable<String> arguments) throws Exception {
        Request request = Request.cmd(Command.EVAL).arg(script.source()).arg(1).arg(prefix);
        arguments.forEach(request::arg);
        return ask(request);
    }

    private void command(String text) throws Exception {
        run(LuaScript.COMMAND, List.of("C actor", "pause", text));
    }

    private List<String> read() throws Exception {
        return StreamSupport.stream(run(LuaScript.SIGNALS, List.of("w")).spliterator(), false)
                .map(Response::toString)
                .toList();
    }

    private int takeOff(String signal) throws Exception {
        return run(LuaScript.SIGNALS, List.of("w", signal)).toInteger();
    }

    @Test
    void takingOffTwiceLeavesWhatNobodyHasRead() throws Exception {
        command("pause");
        String first = read().get(0);
        command("pause");
        command("drain");

        assertThat(takeOff(first)).isEqualTo(1);
        assertThat(takeOff(first)).isZero();
        assertThat(read()).hasSize(2).satisfies(left -> {
            assertThat(left.get(0)).endsWith(" c pause").isNotEqualTo(first);
            assertThat(left.get(1)).endsWith(" c drain");
        });
    }

    @Test
    void signalsOfTheFirstVersionAreTakenOffToo() throws Exception {
        ask(Request.cmd(Command.RPUSH, prefix + "sig:w", "c pause", "x t reason"));

        assertThat(read()).containsExactly("c pause", "x t reason");
        assertThat(takeOff("c pause")).isEqualTo(1);
        assertThat(read()).containsExactly("x t reason");
    }
}
