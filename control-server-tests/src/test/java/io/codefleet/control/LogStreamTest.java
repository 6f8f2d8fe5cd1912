package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.LogLines;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.auth.Role;
import io.codefleet.redis.test.RedisTestServer;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class LogStreamTest {
    private static LogLines lines(String worker, String... lines) {
        return new LogLines(worker, List.of(lines), 0);
    }

    private static String line(String level, String task) {
        return new JsonObject()
                .put("level", level)
                .put("task_id", task)
                .put("message", "x")
                .encode();
    }

    private static BufferedReader open(ControlFixture fixture, String path) throws Exception {
        HttpResponse<InputStream> response = fixture.http.send(
                fixture.request("GET", path, "", fixture.key(Role.OPERATOR)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static JsonObject next(BufferedReader stream) throws Exception {
        String line = stream.readLine();
        while (!line.startsWith("data: ")) {
            line = stream.readLine();
        }
        return new JsonObject(line.substring("data: ".length()));
    }

    private static void watchedLinesArrive(ControlFixture fixture) throws Exception {
        assertThat(get(fixture.fleet.sendLog(lines("w1", line("INFO", "t")))))
                .as("nobody watches")
                .isFalse();
        try (BufferedReader stream = open(fixture, "/api/v1/logs?worker=w1&task=t&level=WARN")) {
            LogLines sent = lines("w1", line("INFO", "t"), line("WARN", "other"), line("ERROR", "t"));
            await().until(() -> get(fixture.fleet.sendLog(lines("w2", line("ERROR", "t")))));
            assertThat(get(fixture.fleet.sendLog(sent))).isTrue();
            JsonObject data = next(stream);
            assertThat(data.getString("worker")).isEqualTo("w1");
            assertThat(data.getJsonArray("lines")).hasSize(1);
            assertThat(data.getJsonArray("lines").getJsonObject(0).getString("level"))
                    .isEqualTo("ERROR");
        }
        await().until(() -> {
            // A connection that is closed by its reader is noticed with the next write.
            return !get(fixture.fleet.sendLog(lines("w1", line("ERROR", "t"))));
        });
    }

    @Test
    void aWatcherGetsTheLinesItAskedForInMemory() throws Exception {
        try (ControlFixture fixture = ControlFixture.start()) {
            watchedLinesArrive(fixture);
        }
    }

    @Test
    void aWatcherGetsTheLinesItAskedForOverRedis() throws Exception {
        try (RedisTestServer redis = RedisTestServer.start();
                ControlFixture fixture = new ControlFixture(
                        ControlOptions.builder()
                                .addressRate(new RateLimit(1000, 1000))
                                .build(),
                        CodefleetOptions.of(redis.uri()).namespace("n" + UUID.randomUUID()))) {
            watchedLinesArrive(fixture);
        }
    }
}
