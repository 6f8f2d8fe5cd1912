package io.codefleet.agent.opencode.server;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.agent.Agent;
import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.RealOpenCode;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerSettings.RecyclingLimits;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A supervisor of servers whose processes only sleep: the test answers their requests, each when it wants to. */
class SupervisorTest {
    /** Longer than the wait before the first start after a failure. */
    private static final Duration RESTARTED = Duration.ofSeconds(2);

    /** With one thread for what blocks, so that the test can hold up the end of a server. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));

    private final Context context = vertx.getOrCreateContext();
    private final AtomicInteger starts = new AtomicInteger();
    private final Promise<Void> secondIsReady = Promise.promise();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        get(vertx.close().map(true));
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/global/health" -> request.response().end("{\"healthy\":true,\"version\":\"1.0.0\"}");
            case "/config" -> {
                // a server is asked for it once, as the last thing before it is ready
                Future<Void> ready = starts.incrementAndGet() == 2 ? secondIsReady.future() : Future.succeededFuture();
                ready.onSuccess(v -> request.response().end("{}"));
            }
            case "/event", "/global/event" ->
                request.response()
                        .setChunked(true)
                        .putHeader("Content-Type", "text/event-stream")
                        .write("data: {\"type\":\"server.connected\",\"properties\":{}}\n\n");
            default -> request.response().end("true");
        }
    }

    private ServerCommand command() throws IOException {
        HttpServer server =
                get(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
        Path program = Files.writeString(
                folder.resolve("opencode"),
                "#!/bin/sh\necho listening on http://127.0.0.1:" + server.actualPort() + "\nexec sleep 300\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        OpenCodeSettings settings = new OpenCodeSettings(
                program.toString(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                folder.resolve("state"),
                false,
                Optional.empty(),
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);
        return new ServerCommand(settings, Optional.ofNullable(System.getenv("PATH")));
    }

    private record EndlessTurn(Future<Agent.Answer> answer) implements Agent.Turn {
        @Override
        public Future<Void> abort() {
            return Future.succeededFuture();
        }
    }

    private <T> T onContext(Supplier<T> read) {
        return get(Future.<T>future(done -> context.runOnContext(v -> done.complete(read.get()))));
    }

    /** The old server dies while its replacement starts, and what it left is ended only after the replacement is ready. */
    @Test
    void aReplacementThatIsReadyBeforeTheDeadServerIsGoneStays() throws IOException {
        Supervisor supervisor = get(Supervisor.start(
                vertx, context, command(), ProbeIntervals.USUAL, RecyclingLimits.DEFAULT.maxSessions(1)));
        ProcessHandle first = RealOpenCode.servers(folder.resolve("state")).get(0);
        get(supervisor.link(new EndlessTurn(Promise.<Agent.Answer>promise().future()), Optional.empty()));
        await().until(() -> starts.get() == 2);

        CountDownLatch release = new CountDownLatch(1);
        Future<Boolean> holding = vertx.executeBlocking(() -> {
            release.await();
            return true;
        });
        first.destroyForcibly();
        await().until(() -> !onContext(supervisor::isUp));
        secondIsReady.complete();
        await().until(() -> onContext(supervisor::isUp));
        release.countDown();
        get(holding);

        await().during(RESTARTED).until(() -> starts.get() == 2);
        get(supervisor.close().map(true));
    }
}
