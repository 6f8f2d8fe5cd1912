package io.codefleet.json;

import io.codefleet.AgentReport;
import io.codefleet.Checkpoint;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.Usage;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** {@link Outcome}, {@link TaskResult}, {@link TaskError}, {@link Progress} and {@link Checkpoint} as JSON. */
public final class OutcomeJson {
    private OutcomeJson() {}

    /** Returns the outcome as JSON. */
    public static JsonObject encode(Outcome outcome) {
        JsonObject json = new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("id", outcome.taskId())
                .put("status", outcome.status().code())
                .put("attempts", outcome.attempts())
                .put("finishedAt", outcome.finishedAt().toEpochMilli());
        if (!outcome.usage().equals(Usage.NONE)) {
            json.put("usage", encode(outcome.usage()));
        }
        return outcome.fold(
                completed -> json.put("result", encode(completed.result())),
                failed -> json.put("error", encode(failed.error())),
                cancelled -> {
                    cancelled.ancestorId().ifPresent(ancestor -> json.put("ancestor", ancestor));
                    return json.put("reason", cancelled.reason());
                });
    }

    /**
     * Reads an outcome.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static Outcome decode(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(what, () -> outcome(what, fields));
    }

    private static Outcome outcome(String what, JsonFields fields) {
        String id = fields.text("id");
        int attempts = fields.integer("attempts", 0);
        Instant finishedAt = fields.instant("finishedAt");
        TaskStatus status = fields.constant("status", TaskStatus.class, TaskStatus.QUEUED);
        Optional<Usage> usage = fields.optionalObject("usage").map(OutcomeJson::usage);
        return switch (status) {
            case COMPLETED -> {
                TaskResult result = fields.object("result", OutcomeJson::result, TaskResult.EMPTY);
                yield new Outcome.Completed(id, attempts, finishedAt, result, usage.orElse(result.usage()));
            }
            case FAILED -> {
                TaskError missing = TaskError.of(ErrorKind.MALFORMED, "no error stored");
                TaskError error = fields.object("error", OutcomeJson::error, missing);
                yield new Outcome.Failed(id, attempts, finishedAt, error, usage.orElse(Usage.NONE));
            }
            case CANCELLED ->
                new Outcome.Cancelled(
                        id,
                        attempts,
                        finishedAt,
                        fields.text("reason", ""),
                        fields.optionalText("ancestor"),
                        usage.orElse(Usage.NONE));
            default -> throw new MalformedDataException(what, "status " + status + " is not that of an outcome", null);
        };
    }

    /** Returns the result as JSON. */
    public static JsonObject encode(TaskResult result) {
        JsonObject json = new JsonObject()
                .put("text", result.text())
                .put("durationMs", result.duration().toMillis());
        if (!result.data().isEmpty()) {
            json.put("data", new JsonObject(result.data()));
        }
        result.patch().ifPresent(patch -> json.put("patch", patch));
        if (!result.files().isEmpty()) {
            json.put("files", new JsonArray(result.files()));
        }
        if (!result.usage().equals(Usage.NONE)) {
            json.put("usage", encode(result.usage()));
        }
        result.model().ifPresent(model -> json.put("model", model));
        result.sessionId().ifPresent(session -> json.put("sessionId", session));
        if (!result.artifacts().isEmpty()) {
            json.put("artifacts", ReportJson.encode(result.artifacts()));
        }
        if (!result.agent().equals(AgentReport.NONE)) {
            json.put("agent", ReportJson.encode(result.agent()));
        }
        return json;
    }

    /**
     * Reads a result.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static TaskResult decodeResult(String what, Buffer json) {
        return result(JsonFields.of(what, JsonFields.parse(what, json)));
    }

    private static TaskResult result(JsonFields fields) {
        return JsonFields.valid(
                "result",
                () -> TaskResult.builder()
                        .text(fields.text("text", ""))
                        .data(fields.values("data"))
                        .patch(fields.optionalText("patch").orElse(null))
                        .files(fields.texts("files"))
                        .usage(fields.object("usage", OutcomeJson::usage, Usage.NONE))
                        .model(fields.optionalText("model").orElse(null))
                        .sessionId(fields.optionalText("sessionId").orElse(null))
                        .duration(fields.duration("durationMs", Duration.ZERO))
                        .artifacts(ReportJson.artifacts(fields))
                        .agent(fields.object("agent", ReportJson::decode, AgentReport.NONE))
                        .build());
    }

    static JsonObject encode(Usage usage) {
        return new JsonObject()
                .put("input", usage.inputTokens())
                .put("output", usage.outputTokens())
                .put("reasoning", usage.reasoningTokens())
                .put("cacheRead", usage.cacheReadTokens())
                .put("cacheWrite", usage.cacheWriteTokens())
                .put("cost", usage.cost().toPlainString());
    }

    static Usage usage(JsonFields fields) {
        return Usage.builder()
                .inputTokens(fields.number("input", 0))
                .outputTokens(fields.number("output", 0))
                .reasoningTokens(fields.number("reasoning", 0))
                .cacheReadTokens(fields.number("cacheRead", 0))
                .cacheWriteTokens(fields.number("cacheWrite", 0))
                .cost(fields.optionalPrice("cost").orElse(BigDecimal.ZERO))
                .build();
    }

    /** Returns the error as JSON. */
    public static JsonObject encode(TaskError error) {
        JsonObject json = new JsonObject()
                .put("kind", error.kind().code())
                .put("message", error.message())
                .put("attempt", error.attempt());
        error.workerId().ifPresent(worker -> json.put("worker", worker));
        error.retryAfter().ifPresent(wait -> json.put("retryAfterMs", wait.toMillis()));
        if (!error.details().isEmpty()) {
            json.put("details", new JsonObject(error.details()));
        }
        return json;
    }

    /**
     * Reads an error.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static TaskError decodeError(String what, Buffer json) {
        return error(JsonFields.of(what, JsonFields.parse(what, json)));
    }

    private static TaskError error(JsonFields fields) {
        return JsonFields.valid(
                "error",
                () -> TaskError.builder(
                                fields.constant("kind", ErrorKind.class, ErrorKind.TRANSIENT, ErrorKind.UNKNOWN),
                                fields.text("message", ""))
                        .attempt(fields.integer("attempt", 0))
                        .workerId(fields.optionalText("worker").orElse(null))
                        .retryAfter(fields.optionalDuration("retryAfterMs").orElse(null))
                        .details(fields.values("details"))
                        .build());
    }

    /** Returns the checkpoint as JSON. */
    public static JsonObject encode(Checkpoint checkpoint) {
        return new JsonObject().put("state", new JsonObject(checkpoint.state()));
    }

    /**
     * Reads a checkpoint.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static Checkpoint decodeCheckpoint(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(what, () -> new Checkpoint(fields.values("state")));
    }

    /** Returns the progress as JSON. */
    public static JsonObject encode(Progress progress) {
        JsonObject json = new JsonObject()
                .put("id", progress.taskId())
                .put("attempt", progress.attempt())
                .put("at", progress.at().toEpochMilli())
                .put("kind", progress.kind())
                .put("text", progress.text());
        if (!progress.data().isEmpty()) {
            json.put("data", new JsonObject(progress.data()));
        }
        return json;
    }

    /**
     * Reads progress.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static Progress decodeProgress(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(
                what,
                () -> new Progress(
                        fields.text("id"),
                        fields.integer("attempt", 0),
                        fields.instant("at"),
                        fields.text("kind", ""),
                        fields.text("text", ""),
                        fields.values("data")));
    }
}
