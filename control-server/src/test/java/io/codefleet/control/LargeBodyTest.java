package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of any size are held against the same contract. */
class LargeBodyTest {
    private ControlFixture fixture;
    private String key;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        key = fixture.key(Role.ADMIN);
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void aBodyOfAnySizeIsCheckedTheSameWay(int length) throws Exception {
        String prompt = "\"prompt\": \"" + "x".repeat(length) + "\"";
        assertThat(submit("{" + prompt + "}").statusCode()).isEqualTo(201);
        assertRefused(submit("{" + prompt + ", \"colour\": 1}"), "invalid-input", "/colour");
        assertRefused(submit("{" + prompt + ", \"type\": \"a\", \"type\": \"b\"}"), "invalid-input", "/type");
        assertRefused(submit("{" + prompt + ", \"priority\": 11}"), "invalid-input", "/priority");
        HttpResponse<String> malformed = submit("{" + prompt + ",}");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(malformed.body()).getString("type")).endsWith("/malformed-json");
    }

    private HttpResponse<String> submit(String body) throws Exception {
        return fixture.send("POST", "/api/v1/tasks", body, key);
    }

    private static void assertRefused(HttpResponse<String> response, String type, String pointer) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getString("type")).endsWith("/" + type);
        assertThat(response.body()).contains("\"" + pointer + "\"");
    }
}
