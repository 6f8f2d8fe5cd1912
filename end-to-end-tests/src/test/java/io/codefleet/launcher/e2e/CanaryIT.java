package io.codefleet.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import io.codefleet.AgentOptions;
import io.codefleet.Attempt;
import io.codefleet.AttemptException;
import io.codefleet.Backoff;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskContext;
import io.codefleet.TaskError;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.agent.test.E2e;
import io.codefleet.codec.AesGcmCodec;
import io.codefleet.codec.PayloadKeys;
import io.codefleet.redis.test.RedisTestOptions;
import io.codefleet.redis.test.RedisTestServer;
import io.codefleet.testing.FutureResults;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/**
 * A word that is in all that a task carries, looked for in all that Redis holds, hears and writes to its disk, and in every log
 * line of client and worker.
 */
class CanaryIT {
    private static final String CANARY = "xylophon";
    /** Where the canary sits: each place has a number of its own, so that a finding names it. */
    private static final List<String> PLACES =
            List.of("prompt", "context", "progress", "checkpoint", "error", "detail", "result", "reason", "command");

    @RegisterExtension
    private final VertxExtension vertx = new VertxExtension();

    private final RedisTestServer redis =
            RedisTestServer.start(RedisTestOptions.DEFAULTS.withPersistence().withArguments("--rdbcompression", "no"));
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
    private final OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    @AfterEach
    void endAll() {
        root.setLevel(before);
        root.detachAppender(appender);
        appender.stop();
        redis.close();
    }

    private static String canary(String place) {
        return CANARY + "-" + place;
    }

    private static byte[] key(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return key;
    }

    @Test
    void withACodecItIsNowhere() {
        CodefleetOptions options = CodefleetOptions.of(redis.uri())
                .codec(AesGcmCodec.of(PayloadKeys.of("k1", key(1), key(2))).refusingPlain());

        assertThat(foundInRedis(options)).isEmpty();
        assertThat(foundInLogs()).isEmpty();
    }

    @Test
    void withoutOneItIsInRedisAndStillInNoLog() {
        assertThat(foundInRedis(CodefleetOptions.of(redis.uri()))).containsAll(PLACES);
        assertThat(foundInLogs()).isEmpty();
    }

    private Set<String> foundInLogs() {
        String lines = logged.toString(StandardCharsets.UTF_8);
        assertThat(lines).contains("INFO io.codefleet.internal.client", "connected", "DEBUG io.");
        return foundIn(lines);
    }

    private static Set<String> foundIn(String text) {
        Set<String> found = new TreeSet<>();
        PLACES.stream().filter(place -> text.contains(canary(place))).forEach(found::add);
        return found;
    }

    /** Lives through what a task can live through, and looks at all that Redis has of it. */
    private Set<String> foundInRedis(CodefleetOptions options) {
        captureLogs();
        try (Socket monitor = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            monitor.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
            Thread reader = new Thread(() -> copy(monitor, output));
            reader.start();
            E2e.eventually(
                    () -> assertThat(output.toString(StandardCharsets.UTF_8)).contains("+OK"));
            redis(Command.CONFIG, "SET", "slowlog-log-slower-than", "0");
            live(options);
            redis(Command.PING, "the-end");
            E2e.eventually(
                    () -> assertThat(output.toString(StandardCharsets.UTF_8)).contains("the-end"));
            return foundIn(
                    output.toString(StandardCharsets.UTF_8) + redis(Command.SLOWLOG, "GET", "-1") + filesOfRedis());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void captureLogs() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%level %logger %msg %kvp %mdc %ex{full}%n");
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.setOutputStream(logged);
        appender.start();
        root.addAppender(appender);
        root.setLevel(Level.TRACE);
    }

    private static void copy(Socket from, ByteArrayOutputStream to) {
        try {
            from.getInputStream().transferTo(to);
        } catch (IOException e) {
            // The test has closed the socket.
        }
    }

    private Response redis(Command command, Object... arguments) {
        Redis client = Redis.createClient(vertx.get(), redis.uri());
        try {
            return FutureResults.get(client.send(Request.cmd(command, arguments)));
        } finally {
            client.close();
        }
    }

    private String filesOfRedis() throws IOException {
        redis(Command.SAVE);
        Path folder = Path.of(redis(Command.CONFIG, "GET", "dir").get("dir").toString());
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all).contains("REDIS0");
        return all.toString();
    }

    private void live(CodefleetOptions options) {
        CodefleetClient fleet = FutureResults.get(Codefleet.connect(vertx.get(), options));
        try {
            FutureResults.get(fleet.worker(WorkerOptions.create().id("w").concurrency(4))
                    .handleAny(this::work)
                    .start());
            fleet.events(EventQuery.ALL).handler(event -> {});
            TaskHandle retried = submit(fleet, "retried");
            TaskHandle failed = submit(fleet, "failed");
            TaskHandle cancelled = submit(fleet, "cancelled");
            TaskHandle waiting =
                    FutureResults.get(fleet.submitTask(task("waiting").requires("gpu")));
            retried.progress().handler(progress -> {});
            assertThat(FutureResults.get(retried.outcome())).isInstanceOf(Outcome.Completed.class);
            assertThat(FutureResults.get(failed.outcome())).isInstanceOf(Outcome.Failed.class);
            E2e.eventually(() ->
                    assertThat(FutureResults.get(cancelled.status()).status()).isEqualTo(TaskStatus.RUNNING));
            FutureResults.get(cancelled.cancel(canary("reason")));
            FutureResults.get(waiting.cancel(canary("reason")));
            assertThat(FutureResults.get(cancelled.outcome())).isInstanceOf(Outcome.Cancelled.class);
            FutureResults.get(fleet.commandAll(new WorkerCommand("say", Map.of("word", canary("command")))));
            assertThat(FutureResults.get(fleet.task("retried")).orElseThrow().history())
                    .hasSize(2);
            FutureResults.get(fleet.replay("failed").compose(TaskHandle::outcome));
        } finally {
            FutureResults.get(fleet.close().map(true));
        }
    }

    private static Task task(String id) {
        TaskContext context = TaskContext.EMPTY
                .attribute("note", canary("context"))
                .agent(AgentOptions.DEFAULT.systemPrompt(canary("system")));
        return Task.of(id + " " + canary("prompt"))
                .id(id)
                .context(context)
                .retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ofMillis(1))));
    }

    private static TaskHandle submit(CodefleetClient fleet, String id) {
        return FutureResults.get(fleet.submitTask(task(id)));
    }

    private Future<TaskResult> work(Attempt attempt) {
        attempt.progress("text", canary("progress"), Map.of("word", canary("progress")));
        return attempt.checkpoint(Map.of("state", canary("checkpoint"))).compose(saved -> {
            if (attempt.task().id().equals("cancelled")) {
                return attempt.stopRequested().compose(why -> Future.failedFuture("stopped for " + canary("error")));
            }
            if (attempt.task().id().startsWith("failed")) {
                TaskError error = TaskError.of(ErrorKind.PERMANENT, canary("error"));
                return Future.failedFuture(new AttemptException(error.details(Map.of("why", canary("detail"))), null));
            }
            if (attempt.number() == 1) {
                return Future.failedFuture(new IllegalStateException(canary("error")));
            }
            return Future.succeededFuture(TaskResult.text(canary("result")));
        });
    }
}
