package io.codefleet.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.control.auth.Role;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The field of a body, or the parameter, that is at fault is named. */
class InvalidFieldsTest {
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

    static Stream<Arguments> fields() {
        String many =
                IntStream.range(0, 17).mapToObj(i -> "\"k" + i + "\": \"\"").collect(Collectors.joining(", "));
        return Stream.of(
                Arguments.of("\"tags\": {" + many + "}", "/tags"),
                Arguments.of("\"tags\": {\"\": \"v\"}", "/tags"),
                Arguments.of("\"tags\": {\"a b\": \"v\"}", "/tags"),
                Arguments.of("\"tags\": {\"" + "k".repeat(65) + "\": \"v\"}", "/tags"),
                Arguments.of("\"tags\": {\"k\": \"" + "v".repeat(257) + "\"}", "/tags"),
                Arguments.of("\"tags\": {\"k\": \"a\\nb\"}", "/tags"),
                Arguments.of("\"tags\": {\"k\": 3}", "/tags"),
                Arguments.of("\"tags\": {\"k\": null}", "/tags"),
                Arguments.of("\"tags\": [\"k=v\"]", "/tags"),
                Arguments.of("\"tags\": {\"k\": \"v\", \"k\": \"w\"}", "/tags/k"),
                Arguments.of("\"headers\": {" + many + "}", "/headers"),
                Arguments.of("\"headers\": {\"a b\": \"v\"}", "/headers"),
                Arguments.of("\"headers\": {\"k\": \"a\\nb\"}", "/headers"),
                Arguments.of("\"headers\": {\"k\": 3}", "/headers"),
                Arguments.of("\"prompt\": \"y\"", "/prompt"),
                Arguments.of("\"requires\": [\"a b\"]", "/requires"),
                Arguments.of("\"parent\": \"a b\"", "/parent"),
                Arguments.of("\"limits\": {\"deadlineMs\": 9223372036854775807}", "/limits/deadlineMs"),
                Arguments.of("\"worker\": \"a b\"", "/worker"),
                Arguments.of("\"retry\": {\"on\": [\"PERMANENT\"]}", "/retry/on"),
                Arguments.of(
                        "\"retry\": {\"backoff\": {\"initialDelayMs\": 2000, \"maxDelayMs\": 1000}}",
                        "/retry/backoff/maxDelayMs"),
                Arguments.of("\"retry\": {\"backoff\": {\"jitter\": 2}}", "/retry/backoff/jitter"),
                Arguments.of("\"context\": {\"agent\": {\"system\": \" \"}}", "/context/agent/system"),
                Arguments.of(
                        "\"context\": {\"agent\": {\"output\": {\"schema\": {}, \"repairs\": 1000}}}",
                        "/context/agent/output/repairs"),
                Arguments.of("\"allowance\": {\"key\": \"a b\"}", "/allowance/key"),
                Arguments.of(
                        "\"allowance\": {\"key\": \"a\", \"total\": {\"maxCost\": \"-1\"}}",
                        "/allowance/total/maxCost"),
                Arguments.of(
                        "\"context\": {\"agent\": {\"budget\": {\"maxCost\": \"-1\"}}}",
                        "/context/agent/budget/maxCost"),
                Arguments.of("\"concurrency\": {\"key\": \"a b\", \"limit\": 1}", "/concurrency/key"),
                Arguments.of("\"context\": {\"agent\": {\"models\": [\"x\"]}}", "/context/agent/models"));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aFieldOfATaskIsNamedByItsPointer(String field, String pointer) throws Exception {
        String task = "{\"prompt\": \"x\", " + field + "}";
        assertNamed(fixture.send("POST", "/api/v1/tasks", task, key), pointer);
        assertNamed(
                fixture.send("POST", "/api/v1/tasks/batch", "{\"tasks\": [{\"prompt\": \"x\"}, " + task + "]}", key),
                "/tasks/1" + pointer);
    }

    @Test
    void aFaultIsNamedInTheWordsOfTheApi() throws Exception {
        JsonObject problem = new JsonObject(
                fixture.send("POST", "/api/v1/tasks", "{\"promt\": \"x\"}", key).body());
        assertThat(problem.getString("detail"))
                .isEqualTo("prompt: is missing; promt: is not a known field; correct its name, or leave it out");
        JsonObject key =
                new JsonObject(fixture.send("POST", "/api/v1/keys", "{\"owner\": \"x\", \"role\": \"boss\"}", this.key)
                        .body());
        assertThat(key.getString("detail"))
                .isEqualTo("role: must be one of \"observer\", \"submitter\", \"operator\", \"admin\", \"worker\"");
        assertThat(key.getJsonArray("errors").stream().map(error -> ((JsonObject) error).getString("pointer")))
                .containsOnlyOnce("/role");
    }

    @ParameterizedTest
    @CsvSource({
        "tag=x, tag",
        "limit=0, limit",
        "status=LOST, status",
        "tag=a%3D1&tag=a%3D2, tag",
        "tag=a%20b%3D1, tag",
        "tag=%3D1, tag",
        "tag=a%3D%0a, tag",
        "submitter=a%20b, submitter"
    })
    void aParameterOfAListIsNamed(String query, String name) throws Exception {
        assertNamed(fixture.send("GET", "/api/v1/tasks?" + query, "", key), "parameter", name);
    }

    private static void assertNamed(HttpResponse<String> response, String pointer) {
        assertNamed(response, "pointer", pointer);
    }

    private static void assertNamed(HttpResponse<String> response, String member, String start) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/invalid-input");
        assertThat(problem.getJsonArray("errors")).as(response.body()).isNotNull();
        assertThat(problem.getJsonArray("errors").stream().map(error -> ((JsonObject) error).getString(member)))
                .as(response.body())
                .anyMatch(named -> named != null && named.startsWith(start));
    }
}
