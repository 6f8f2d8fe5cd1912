package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Task;
import io.codefleet.control.Operations.Described;
import io.codefleet.control.auth.Role;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sends requests that are generated from the contract, some within it and some beyond, and finds no fault of the server. */
class RandomRequestsTest {
    private static final int REQUESTS = 400;

    private ControlFixture fixture;
    private JsonObject contract;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
        contract = fixture.contract();
        get(fixture.fleet.submitTask(Task.of("x").id("known")));
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noRequestIsAnsweredByAFaultOfTheServer(long seed) throws Exception {
        Random random = new Random(seed);
        String key = fixture.key(Role.ADMIN);
        // The streams do not end by themselves, and the operations on keys could end the key of this test.
        List<Described> operations = Operations.of(contract).stream()
                .filter(operation -> !operation.id().startsWith("stream") && !operation.webSocket())
                .toList();
        int accepted = 0;
        for (int i = 0; i < REQUESTS; i++) {
            Described operation = operations.get(random.nextInt(operations.size()));
            ContractValues values = new ContractValues(contract, random);
            String sent = operation.json().containsKey("requestBody") ? values.body(operation.json()) : "";
            HttpRequest.Builder request = request(operation, values, sent, key);
            HttpResponse<String> response = fixture.send(request);
            assertThat(response.statusCode())
                    .as("seed %s, %s: %s", seed, request.build(), response.body())
                    .isLessThan(500);
            if (response.statusCode() >= 400) {
                assertThat(response.headers().firstValue("Content-Type"))
                        .as("seed %s, %s", seed, request.build())
                        .hasValue("application/problem+json");
                assertPlaced(operation, sent, new JsonObject(response.body()));
            } else {
                accepted++;
            }
        }
        assertThat(accepted).as("requests that were accepted").isGreaterThan(REQUESTS / 10);
    }

    /** Checks that each error of a problem names a place of the body, a member that is missing there, or a parameter. */
    private static void assertPlaced(Described operation, String body, JsonObject problem) {
        List<String> parameters = operation.parameters().stream()
                .map(parameter -> parameter.getString("name"))
                .toList();
        for (Object each : problem.getJsonArray("errors", new JsonArray())) {
            JsonObject error = (JsonObject) each;
            if (error.containsKey("parameter")) {
                assertThat(parameters).as("%s: %s", operation, problem).contains(error.getString("parameter"));
            } else {
                assertThat(isPlace(body.isEmpty() ? null : Json.decodeValue(body), error.getString("pointer")))
                        .as("%s %s: %s", operation, body, problem)
                        .isTrue();
            }
        }
    }

    private static boolean isPlace(@Nullable Object body, String pointer) {
        Object at = body;
        String[] names = pointer.split("/", -1);
        for (int i = 1; i < names.length; i++) {
            String name = names[i].replace("~1", "/").replace("~0", "~");
            if (at instanceof JsonObject object && (object.containsKey(name) || i == names.length - 1)) {
                at = object.getValue(name);
            } else if (at instanceof JsonArray array
                    && name.matches("\\d{1,6}")
                    && Integer.parseInt(name) < array.size()) {
                at = array.getValue(Integer.parseInt(name));
            } else {
                return false;
            }
        }
        return true;
    }

    private HttpRequest.Builder request(Described operation, ContractValues values, String body, String key) {
        String path = operation.path();
        List<String> query = new ArrayList<>();
        List<String> headers = new ArrayList<>();
        for (JsonObject parameter : operation.parameters()) {
            String name = parameter.getString("name");
            String value = values.text(parameter.getJsonObject("schema"));
            switch (parameter.getString("in")) {
                case "path" -> path = path.replace("{" + name + "}", encode(value.isEmpty() ? "known" : value));
                case "query" -> {
                    if (values.chance(3)) {
                        query.add(name + "=" + encode(value));
                    }
                }
                default -> {
                    String header = value.replaceAll("[^ -~]", "?");
                    if (values.chance(3) && !header.isBlank()) {
                        headers.addAll(List.of(name, name.equals("Prefer") ? "wait=0" : header));
                    }
                }
            }
        }
        String address = query.isEmpty() ? path : path + "?" + String.join("&", query);
        HttpRequest.Builder request = fixture.request(operation.method(), address, body, key);
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        return request;
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
