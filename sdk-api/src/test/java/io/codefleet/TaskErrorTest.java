package io.codefleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.json.OutcomeJson;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskErrorTest {
    private static int bytes(TaskError error) {
        return new JsonObject()
                .put("m", error.message())
                .put("d", new JsonObject(error.details()))
                .toBuffer()
                .length();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "ü", "€", "\uD83D\uDE80", "\u0001", "\""})
    void aMessageIsCutToItsLimitInBytes(String sign) {
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, sign.repeat(1 << 20));
        assertThat(bytes(error)).isBetween(TaskError.MAX_BYTES / 4, TaskError.MAX_BYTES + 20);
        assertThat(error.message()).startsWith(sign.repeat(100)).contains("characters in all");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(error.message()))
                .isTrue();
    }

    @Test
    void whatFitsIsKeptAsItIs() {
        String message = "x".repeat(60_000);
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, message).details(Map.of("a", List.of(1, "b")));
        assertThat(error.message()).isEqualTo(message);
        assertThat(error.details()).isEqualTo(Map.of("a", List.of(1, "b")));
    }

    @Test
    void largeDetailsAreOmittedAndTheOmissionIsReported() {
        Map<String, Object> large = Map.of("a", List.of("x".repeat(1 << 20)));
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "x".repeat(1 << 20)).details(large);
        assertThat(error.details()).containsOnlyKeys(TaskError.OMITTED_BYTES);
        assertThat((Integer) error.details().get(TaskError.OMITTED_BYTES)).isGreaterThan(1 << 20);
        assertThat(bytes(error)).isLessThan(TaskError.MAX_BYTES + 20);
        Map<String, Object> many = new HashMap<>();
        IntStream.range(0, 10_000).forEach(i -> many.put("key" + i, i));
        assertThat(TaskError.of(ErrorKind.TRANSIENT, "x").details(many).details())
                .hasSize(1);
    }

    @Test
    void aCutErrorComesBackAsItIs() {
        TaskError error =
                TaskError.of(ErrorKind.TRANSIENT, "\u0001€".repeat(1 << 20)).details(Map.of("a", "x".repeat(30_000)));
        assertThat(OutcomeJson.decodeError("an error", OutcomeJson.encode(error).toBuffer()))
                .isEqualTo(error);
        assertThat(error.at(2, "w").message()).isEqualTo(error.message());
    }
}
