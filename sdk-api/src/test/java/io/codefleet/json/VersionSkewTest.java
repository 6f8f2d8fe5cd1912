package io.codefleet.json;

import static io.codefleet.json.StoredSamples.COMPLETED;
import static io.codefleet.json.StoredSamples.ERROR;
import static io.codefleet.json.StoredSamples.RESULT;
import static io.codefleet.json.StoredSamples.TASK;
import static io.codefleet.json.StoredSamples.WORKER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.Artifact;
import io.codefleet.ErrorKind;
import io.codefleet.Task;
import io.codefleet.TaskError;
import io.codefleet.WorkerState;
import io.codefleet.error.MalformedDataException;
import io.codefleet.error.UnsupportedVersionException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this version does with records of a newer one. */
class VersionSkewTest {
    private static final Map<String, BiConsumer<String, Buffer>> READERS = Map.of(
            "task", TaskJson::decode,
            "completed", OutcomeJson::decode,
            "failed", OutcomeJson::decode,
            "cancelled", OutcomeJson::decode,
            "result", OutcomeJson::decodeResult,
            "error", OutcomeJson::decodeError,
            "checkpoint", OutcomeJson::decodeCheckpoint,
            "progress", OutcomeJson::decodeProgress,
            "worker", WorkerJson::decode,
            "command", WorkerJson::decodeCommand);

    @TestFactory
    Stream<DynamicTest> aNewerRecordIsRefusedAndBothVersionsAreNamed() {
        return READERS.entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(form.getKey(), () -> {
                    Buffer newer = new JsonObject(Golden.read(form.getKey() + ".json"))
                            .put("v", 99)
                            .toBuffer();
                    assertThatThrownBy(() -> form.getValue().accept("record 7", newer))
                            .isInstanceOfSatisfying(UnsupportedVersionException.class, refusal -> {
                                assertThat(refusal.found()).isEqualTo(99);
                                assertThat(refusal.supported()).isEqualTo(TaskJson.VERSION);
                                assertThat(refusal.retryable()).isFalse();
                            })
                            .hasMessageContainingAll("record 7", "version 99", "version 1", "update this process");
                }));
    }

    @Test
    void aNewerRunIsRefused() {
        String newer = new JsonObject(Golden.read("run.json")).put("v", 2).encode();
        assertThatThrownBy(() -> WorkflowJson.decodeRun("run", newer)).isInstanceOf(UnsupportedVersionException.class);
        JsonObject newerStep = new JsonObject(Golden.read("run.json"));
        newerStep
                .getJsonObject("workflow")
                .getJsonArray("steps")
                .getJsonObject(0)
                .getJsonObject("task")
                .put("v", 2);
        assertThatThrownBy(() -> WorkflowJson.decodeRun("run", newerStep.encode()))
                .isInstanceOf(UnsupportedVersionException.class);
    }

    @Test
    void aRecordWithoutAVersionIsOfTheFirst() {
        JsonObject old = TaskJson.encode(TASK);
        old.remove("v");
        assertThat(TaskJson.decode("task", old)).isEqualTo(TASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "\"2\"", "true", "{}"})
    void anInvalidVersionIsMalformed(String version) {
        Buffer json = Buffer.buffer("{\"v\":" + version + ",\"id\":\"i\",\"prompt\":\"p\"}");
        assertThatThrownBy(() -> TaskJson.decode("task", json)).isInstanceOf(MalformedDataException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"spread\":{\"by\":\"MOOD\"}}",
                "{\"retry\":{\"on\":[\"TRANSIENT\",\"MOOD\"]}}",
                "{\"retry\":{\"backoff\":{\"growth\":\"MOOD\"}}}"
            })
    void anUnknownConstantOfATaskIsNotIgnored(String field) {
        JsonObject json = TaskJson.encode(Task.of("p")).mergeIn(new JsonObject(field));
        assertThatThrownBy(() -> TaskJson.decode("task 7", json))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageStartingWith("task 7")
                .hasMessageNotContaining("MOOD");
    }

    @Test
    void anUnknownConditionOfAStepIsNotIgnored() {
        String newer = Golden.read("run.json").replace("\"ALWAYS\"", "\"MOOD\"");
        assertThatThrownBy(() -> WorkflowJson.decodeRun("run", newer)).isInstanceOf(UnsupportedVersionException.class);
    }

    @Test
    void unknownConstantsThatOnlyInformAreRead() {
        JsonObject error = OutcomeJson.encode(ERROR).put("kind", "MOOD");
        assertThat(OutcomeJson.decodeError("e", error.toBuffer()))
                .isEqualTo(TaskError.builder(ErrorKind.UNKNOWN, ERROR.message())
                        .attempt(ERROR.attempt())
                        .workerId(ERROR.workerId().orElse(null))
                        .retryAfter(ERROR.retryAfter().orElse(null))
                        .details(ERROR.details())
                        .build());
        JsonObject worker = WorkerJson.encode(WORKER).put("state", "MOOD");
        assertThat(WorkerJson.decode("w", worker.toBuffer())).isEqualTo(WORKER.state(WorkerState.UNKNOWN));
        assertThat(WorkerJson.decode("w", worker.toBuffer()).takesTasks()).isFalse();
        JsonObject result = OutcomeJson.encode(RESULT);
        result.getJsonArray("artifacts").getJsonObject(0).put("form", "MOOD");
        assertThat(OutcomeJson.decodeResult("r", result.toBuffer()).artifacts().get(0))
                .isEqualTo(new Artifact("a.txt", 2, Artifact.Form.OMITTED, ""));
    }

    @Test
    void anUnknownStatusOfAnOutcomeIsATypedError() {
        JsonObject outcome = OutcomeJson.encode(COMPLETED).put("status", "MOOD");
        assertThatThrownBy(() -> OutcomeJson.decode("o", outcome.toBuffer()))
                .isInstanceOf(UnsupportedVersionException.class);
    }
}
