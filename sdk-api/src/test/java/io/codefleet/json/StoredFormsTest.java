package io.codefleet.json;

import static io.codefleet.json.StoredSamples.AUDIT;
import static io.codefleet.json.StoredSamples.CANCELLED;
import static io.codefleet.json.StoredSamples.CHECKPOINT;
import static io.codefleet.json.StoredSamples.COMMAND;
import static io.codefleet.json.StoredSamples.COMPLETED;
import static io.codefleet.json.StoredSamples.CONDITIONAL_RUN;
import static io.codefleet.json.StoredSamples.ERROR;
import static io.codefleet.json.StoredSamples.FAILED;
import static io.codefleet.json.StoredSamples.HEADED_TASK;
import static io.codefleet.json.StoredSamples.INFO;
import static io.codefleet.json.StoredSamples.MISSED;
import static io.codefleet.json.StoredSamples.PROGRESS;
import static io.codefleet.json.StoredSamples.RESULT;
import static io.codefleet.json.StoredSamples.RUN;
import static io.codefleet.json.StoredSamples.RUN_PROGRESS;
import static io.codefleet.json.StoredSamples.SPREAD_TASK;
import static io.codefleet.json.StoredSamples.STEPS;
import static io.codefleet.json.StoredSamples.TAGGED_TASK;
import static io.codefleet.json.StoredSamples.TASK;
import static io.codefleet.json.StoredSamples.TASK_EVENT;
import static io.codefleet.json.StoredSamples.TRANSCRIPT;
import static io.codefleet.json.StoredSamples.TRANSCRIPT_PART;
import static io.codefleet.json.StoredSamples.UNLABELED_INFO;
import static io.codefleet.json.StoredSamples.WORKER;
import static io.codefleet.json.StoredSamples.WORKER_EVENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All that is stored as JSON, with every component set: it is written as it ever was, and what was written is read. */
class StoredFormsTest {
    private static DynamicTest form(String name, Object value, Object json, Function<Buffer, Object> decode) {
        return DynamicTest.dynamicTest(name, () -> {
            Golden.assertSame(name + ".json", Json.encodePrettily(json));
            assertThat(decode.apply(Buffer.buffer(Golden.read(name + ".json")))).isEqualTo(value);
        });
    }

    private static DynamicTest onlyWritten(String name, JsonObject json) {
        return DynamicTest.dynamicTest(name, () -> Golden.assertSame(name + ".json", Json.encodePrettily(json)));
    }

    @TestFactory
    Stream<DynamicTest> whatIsStoredStays() {
        return Stream.of(
                form("task", TASK, TaskJson.encode(TASK), json -> TaskJson.decode("x", json)),
                form("task-tagged", TAGGED_TASK, TaskJson.encode(TAGGED_TASK), json -> TaskJson.decode("x", json)),
                form("task-headers", HEADED_TASK, TaskJson.encode(HEADED_TASK), json -> TaskJson.decode("x", json)),
                form("task-spread", SPREAD_TASK, TaskJson.encode(SPREAD_TASK), json -> TaskJson.decode("x", json)),
                form("completed", COMPLETED, OutcomeJson.encode(COMPLETED), json -> OutcomeJson.decode("x", json)),
                form("failed", FAILED, OutcomeJson.encode(FAILED), json -> OutcomeJson.decode("x", json)),
                form("cancelled", CANCELLED, OutcomeJson.encode(CANCELLED), json -> OutcomeJson.decode("x", json)),
                form("result", RESULT, OutcomeJson.encode(RESULT), json -> OutcomeJson.decodeResult("x", json)),
                form("error", ERROR, OutcomeJson.encode(ERROR), json -> OutcomeJson.decodeError("x", json)),
                form("progress", PROGRESS, OutcomeJson.encode(PROGRESS), json -> OutcomeJson.decodeProgress("x", json)),
                form(
                        "checkpoint",
                        CHECKPOINT,
                        OutcomeJson.encode(CHECKPOINT),
                        json -> OutcomeJson.decodeCheckpoint("x", json)),
                form("worker", WORKER, WorkerJson.encode(WORKER), json -> WorkerJson.decode("x", json)),
                form("command", COMMAND, WorkerJson.encode(COMMAND), json -> WorkerJson.decodeCommand("x", json)),
                form(
                        "run-conditional",
                        CONDITIONAL_RUN,
                        WorkflowJson.encode(CONDITIONAL_RUN),
                        json -> WorkflowJson.decodeRun(CONDITIONAL_RUN.options().id(), json.toString())),
                form(
                        "run",
                        RUN,
                        WorkflowJson.encode(RUN),
                        json -> WorkflowJson.decodeRun(RUN.options().id(), json.toString())),
                form(
                        "run-progress",
                        RUN_PROGRESS,
                        RunProgressJson.encode(RUN_PROGRESS),
                        json -> RunProgressJson.decode("x", new JsonObject(json).getMap())),
                form(
                        "steps",
                        STEPS,
                        StepStatusJson.encode(STEPS),
                        json -> StepStatusJson.decode("x", Map.of("steps", new JsonArray(json)), "steps")),
                form(
                        "transcript",
                        TRANSCRIPT,
                        TranscriptJson.encode(TRANSCRIPT),
                        json -> TranscriptJson.decode("x", json)),
                form(
                        "transcript-part",
                        TRANSCRIPT_PART,
                        TranscriptJson.encode(TRANSCRIPT_PART),
                        json -> TranscriptJson.decodePart("x", json)),
                onlyWritten("info", InfoJson.encode(UNLABELED_INFO)),
                onlyWritten("info-labeled", InfoJson.encode(INFO)),
                onlyWritten("event-of-task", InfoJson.encode(TASK_EVENT)),
                onlyWritten("event-of-worker", InfoJson.encode(WORKER_EVENT)),
                onlyWritten("event-missed", InfoJson.encode(MISSED)),
                onlyWritten("audit", InfoJson.encode(AUDIT)));
    }
}
