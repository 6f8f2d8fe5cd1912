package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.control.auth.Role;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestsTest {
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

    private static JsonObject problem(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("/api/v1/problems/" + code);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("title")).isNotBlank();
        assertThat(problem.getString("detail")).isNotBlank();
        return problem;
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"prompt\":", "nonsense", "{\"prompt\": \"x\"} {", "{'prompt': 'x'}", "\u0000"})
    void whatIsNoJsonIsMalformed(String body) throws Exception {
        problem(fixture.send("POST", "/api/v1/tasks", body, key), 400, "malformed-json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "3",
                "\"text\"",
                "{}",
                "{\"prompt\": 3}",
                "{\"prompt\": null}",
                "{\"prompt\": \"\"}",
                "{\"prompt\": [\"x\"]}",
                "{\"prompt\": \"x\", \"priority\": \"high\"}",
                "{\"prompt\": \"x\", \"priority\": 1e400}",
                "{\"prompt\": \"x\", \"priority\": 11}",
                "{\"prompt\": \"x\", \"delayMs\": 99999999999999999999999}",
                "{\"prompt\": \"x\", \"delayMs\": 9223372036854775807}",
                "{\"prompt\": \"x\", \"delayMs\": 0.5}",
                "{\"prompt\": \"x\", \"requires\": \"java\"}",
                "{\"prompt\": \"x\", \"requires\": [3]}",
                "{\"prompt\": \"x\", \"id\": \"has space\"}",
                "{\"prompt\": \"x\", \"id\": \"nul\\u0000\"}",
                "{\"prompt\": \"x\", \"limits\": {\"deadlineMs\": 9223372036854775807}}",
                "{\"prompt\": \"x\", \"limits\": null}",
                "{\"prompt\": \"x\", \"allowance\": {\"key\": \"k\", \"perDay\": {\"maxCost\": \"much\"}}}",
                "{\"prompt\": \"x\", \"retry\": {\"on\": [\"NOTHING\"]}}",
                "{\"prompt\": \"x\", \"context\": {\"agent\": {\"models\": [\"\"]}}}"
            })
    void whatBreaksTheContractIsInvalid(String body) throws Exception {
        problem(fixture.send("POST", "/api/v1/tasks", body, key), 400, "invalid-input");
    }

    @Test
    void anUnknownFieldIsPointedAt() throws Exception {
        HttpResponse<String> response =
                fixture.send("POST", "/api/v1/tasks", "{\"prompt\": \"x\", \"limits\": {\"nothing\": 1}}", key);
        assertThat(problem(response, 400, "invalid-input")
                        .getJsonArray("errors")
                        .encode())
                .contains("/limits");
    }

    private JsonObject firstError(String method, String path, String body) throws Exception {
        return problem(fixture.send(method, path, body, key), 400, "invalid-input")
                .getJsonArray("errors")
                .getJsonObject(0);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/tasks?limit=0, limit",
        "/api/v1/tasks?limit=many, limit",
        "/api/v1/tasks?status=NOTHING, status",
        "/api/v1/audit?cursor=nonsense, cursor"
    })
    void aWrongParameterIsNamed(String path, String parameter) throws Exception {
        JsonObject error = firstError("GET", path, "");
        assertThat(error.getString("parameter")).isEqualTo(parameter);
        assertThat(error.containsKey("pointer")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"prompt\": \"x\", \"priority\": 11}|/priority",
                "{\"prompt\": \"x\", \"delayMs\": 60000, \"limits\": {\"deadlineMs\": 1000}}|/delayMs"
            })
    void aWrongFieldIsPointedAt(String body, String pointer) throws Exception {
        JsonObject error = firstError("POST", "/api/v1/tasks", body);
        assertThat(error.getString("pointer")).isEqualTo(pointer);
        assertThat(error.containsKey("parameter")).isFalse();
    }

    @Test
    void aMissingBodyIsInvalid() throws Exception {
        problem(fixture.send("POST", "/api/v1/tasks", "", key), 400, "invalid-input");
        HttpRequest.Builder empty =
                fixture.request("POST", "/api/v1/tasks", "", key).header("Content-Type", "application/json");
        assertThat(fixture.send(empty).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"text/plain", "application/xml", "multipart/form-data; boundary=x", "nonsense", ";;;", "*/*"})
    void anotherMediaTypeIsUnsupported(String type) throws Exception {
        HttpRequest.Builder request = fixture.request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", type);
        problem(fixture.send(request), 415, "unsupported-media-type");
    }

    @Test
    void aRangeThatAFileDoesNotHaveIsTheCallersFault() throws Exception {
        HttpRequest.Builder request =
                fixture.request("GET", "/assets/app.js", "").header("Range", "bytes=999999999-");
        assertThat(fixture.status(request)).isEqualTo(416);
    }

    @Test
    void aBodyWithoutAMediaTypeIsUnsupported() throws Exception {
        HttpRequest.Builder request = fixture.request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}")
                .header("Authorization", "Bearer " + key);
        problem(fixture.send(request), 415, "unsupported-media-type");
    }

    @Test
    void jsonWithItsCharacterSetIsSupported() throws Exception {
        HttpRequest.Builder request = fixture.request("POST", "/api/v1/tasks", "{\"prompt\": \"x\"}")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json; charset=UTF-8");
        assertThat(fixture.send(request).statusCode()).isEqualTo(201);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        String prompt = "x".repeat(9 * 1024 * 1024 + 1);
        problem(
                fixture.send("POST", "/api/v1/tasks", "{\"prompt\": \"" + prompt + "\"}", key),
                413,
                "payload-too-large");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/api/",
                "/assets/lib/swagger-ui/index.html",
                "/assets/lib/swagger-ui/oauth2-redirect.html",
                "/api/v1",
                "/api/v1/nothing",
                "/api/nothing",
                "/api/v2/tasks",
                "/api/v1/tasks/a/b/c",
                "/assets/nothing.js",
                "/api/v1/tasks/%2e%2e/keys",
                "/api/v1/workers/../keys",
                "/api/v1/tasks//x",
                "/assets/../openapi.yaml",
                "/assets/%2e%2e/openapi.yaml",
                "/assets/..%2fopenapi.yaml"
            })
    void anUnknownPathIsAProblem(String path) throws Exception {
        problem(fixture.send("GET", path, "", key), 404, "no-such-resource");
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /api/v1/tasks",
        "DELETE, /api/tasks",
        "PUT, /api/v1/me",
        "TRACE, /api/v1/tasks",
        "POST, /api/v1/tasks/x",
        "NONSENSE, /api/v1/tasks",
        "POST, /",
        "DELETE, /assets/app.js",
        "POST, /api/openapi.json"
    })
    void anotherMethodIsRefusedAndTheKnownOnesNamed(String method, String path) throws Exception {
        HttpResponse<String> response = fixture.send(method, path, "", key);
        problem(response, 405, "method-not-allowed");
        assertThat(response.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).containsAnyOf("GET", "POST"));
    }

    @Test
    void theIdOfAStepIsReachedByItsEncodedForm() throws Exception {
        get(fixture.fleet.submitTask(Task.of("x").id("run/step~1")));
        for (String path : new String[] {"/api/v1/tasks/run%2Fstep~1", "/api/tasks/run%2fstep%7E1"}) {
            HttpResponse<String> response = fixture.send("GET", path, "", key);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(new JsonObject(response.body()).getString("id")).isEqualTo("run/step~1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"%00", "a%00b", "%0d%0aX-Injected:%201", "%ff", "a%20b", "%F0%9F%98%80"})
    void anIdThatNoTaskCanHaveIsNotFoundOrInvalid(String id) throws Exception {
        for (String path : new String[] {"/api/v1/tasks/", "/api/v1/workers/", "/api/v1/runs/"}) {
            HttpResponse<String> response = fixture.send("GET", path + id, "", key);
            assertThat(response.statusCode()).as(path + id + response.body()).isIn(400, 404);
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(response.headers().map()).doesNotContainKey("x-injected");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/audit?cursor=nonsense",
                "/api/v1/tasks?limit=0",
                "/api/v1/tasks?limit=201",
                "/api/v1/tasks?limit=many",
                "/api/v1/tasks?limit=",
                "/api/v1/tasks?status=NOTHING",
                "/api/v1/tasks?limit=99999999999999999999"
            })
    void aNonsensicalParameterIsInvalid(String path) throws Exception {
        problem(fixture.send("GET", path, "", key), 400, "invalid-input");
    }

    @Test
    void aStreamBehindANonsensicalCursorEndsWithTheProblem() throws Exception {
        assertThat(fixture.send("GET", "/api/v1/events?after=nonsense", "", key).body())
                .contains("event: error\n")
                .contains("/api/v1/problems/invalid-input");
    }

    @Test
    void aKeyThatHasEndedAlreadyIsNotCreated() throws Exception {
        String body = "{\"owner\": \"bob\", \"role\": \"observer\", \"expiresAt\": 1}";
        problem(fixture.send("POST", "/api/v1/keys", body, key), 400, "invalid-input");
    }

    @Test
    void anUnknownTaskHasNoProgress() throws Exception {
        problem(fixture.send("GET", "/api/v1/tasks/nothing/progress", "", key), 404, "task-not-found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/v1/tasks/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "GET /api/v1/tasks?limit=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
                "NONSENSE\r\n\r\n",
                "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: nonsense\r\nConnection: close\r\n\r\n",
                "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "GET /api/v1/me HTTP/1.1\r\nHost: x\r\nno colon\r\nConnection: close\r\n\r\n"
            })
    void whatIsNoHttpIsAProblemOfTheClient(String request) throws Exception {
        String answer = fixture.raw(request);
        assertThat(answer).startsWith("HTTP/1.").containsPattern("^HTTP/1\\.[01] 4\\d\\d ");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/problem+json");
    }

    @Test
    void floodsOfHeadersAndLongLinesAreRefused() throws Exception {
        String flood = "X-Flood: y\r\n".repeat(4000);
        assertThat(fixture.raw("GET /api/v1/me HTTP/1.1\r\nHost: x\r\n" + flood + "\r\n"))
                .contains(" 431 ")
                .contains("/api/v1/problems/headers-too-large");
        assertThat(fixture.raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .contains(" 414 ")
                .contains("/api/v1/problems/address-too-long");
    }

    @Test
    void anAnswerIsCompressedForWhoAcceptsThat() throws Exception {
        HttpRequest.Builder request =
                fixture.request("GET", "/api/openapi.json", "").header("Accept-Encoding", "gzip");
        HttpResponse<byte[]> response = fixture.http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (GZIPInputStream text = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            assertThat(new JsonObject(Buffer.buffer(text.readAllBytes()))).isEqualTo(fixture.contract());
        }
    }

    @Test
    void anAbsoluteAddressIsServedLikeItsPath() throws Exception {
        String answer = fixture.raw("GET http://x/api/me HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aClosedBrokerIsUnavailableForNow() throws Exception {
        get(fixture.fleet.close());
        for (String path : new String[] {"/api/v1/tasks", "/api/v1/workers", "/api/v1/metrics", "/api/v1/events"}) {
            HttpResponse<String> response = fixture.send("GET", path, "", key);
            assertThat(problem(response, 503, "closed").getBoolean("retryable")).isTrue();
            assertThat(response.headers().firstValueAsLong("Retry-After")).isPresent();
        }
        assertThat(fixture.send("GET", "/api/v1/health", "", key).statusCode()).isEqualTo(503);
    }
}
