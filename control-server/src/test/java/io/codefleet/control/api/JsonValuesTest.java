package io.codefleet.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValuesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static Object read(String text) throws JsonProcessingException {
        return JsonValues.of(MAPPER.readTree(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "true",
                "\"text\"",
                "2147483647",
                "2147483648",
                "-9223372036854775808",
                "{\"b\": [1, [null, false], {\"x\": {\"y\": \"\u00e4\"}}], \"a\": null, \"c\": 4294967296}",
                "[{\"a\": [{}]}, [], \"\", 0]",
            })
    void aDocumentHasTheValuesThatReadingItsTextGives(String text) throws JsonProcessingException {
        Object value = read(text);
        assertThat(value).isEqualTo(Json.decodeValue(text));
        assertThat(Json.encode(value)).isEqualTo(Json.encode(Json.decodeValue(text)));
    }

    @Test
    void nestedValuesCanBeChanged() throws JsonProcessingException {
        JsonObject value = (JsonObject) Objects.requireNonNull(read("{\"tasks\": [{\"prompt\": \"a\"}]}"));
        JsonArray tasks = value.getJsonArray("tasks");
        tasks.getJsonObject(0).put("id", "t");
        assertThat(value.encode()).isEqualTo("{\"tasks\":[{\"prompt\":\"a\",\"id\":\"t\"}]}");
    }
}
