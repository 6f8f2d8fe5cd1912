package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamSnapshotTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.OBSERVER);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private BufferedReader open(String path) throws Exception {
        HttpResponse<InputStream> response = fixture.http.send(
                fixture.request("GET", path, "", key).build(), HttpResponse.BodyHandlers.ofInputStream());
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private static String line(BufferedReader stream, String prefix) throws Exception {
        String line = stream.readLine();
        while (!line.startsWith(prefix)) {
            line = stream.readLine();
        }
        return line.substring(prefix.length());
    }

    @Test
    void aStreamBeginsWithTheStateAndGoesOnWithEachChange() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x").id("before")));
        try (BufferedReader stream = open("/api/v1/events")) {
            assertThat(line(stream, "event: ")).isEqualTo("snapshot");
            JsonObject state = new JsonObject(line(stream, "data: "));
            assertThat(state.getJsonArray("tasks").getJsonObject(0).getString("id"))
                    .isEqualTo("before");
            assertThat(state.getJsonObject("stats").getInteger("queued")).isEqualTo(1);
            get(fixture.fleet.submitTask(Task.of("x").id("after")));
            assertThat(line(stream, "event: ")).isEqualTo("task");
            JsonObject change = new JsonObject(line(stream, "data: "));
            assertThat(change.getString("task")).isEqualTo("after");
        }
    }

    @Test
    void aStreamThatContinuesHasNoSnapshot() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x").id("before")));
        try (BufferedReader stream = open("/api/v1/events?after=0")) {
            assertThat(line(stream, "event: ")).isEqualTo("task");
        }
    }
}
