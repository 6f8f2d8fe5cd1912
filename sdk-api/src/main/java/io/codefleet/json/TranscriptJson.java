package io.codefleet.json;

import io.codefleet.AgentReport.Todo;
import io.codefleet.Usage;
import io.codefleet.error.MalformedDataException;
import io.codefleet.transcript.Transcript;
import io.codefleet.transcript.TranscriptPart;
import io.codefleet.transcript.TranscriptStep;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** {@link Transcript} and its parts as JSON. */
public final class TranscriptJson {
    private TranscriptJson() {}

    /** Returns the transcript as JSON. */
    public static JsonObject encode(Transcript transcript) {
        return new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("id", transcript.taskId())
                .put("attempt", transcript.attempt())
                .put("complete", transcript.complete())
                .put("steps", encode(transcript.steps()));
    }

    /**
     * Reads a transcript.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static Transcript decode(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(
                what,
                () -> new Transcript(
                        fields.text("id"), fields.integer("attempt", 1), steps(fields), fields.flag("complete")));
    }

    /** Returns a part as JSON. */
    public static JsonObject encode(TranscriptPart part) {
        return new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("first", part.first())
                .put("complete", part.complete())
                .put("steps", encode(part.steps()));
    }

    /**
     * Reads a part.
     *
     * @throws MalformedDataException if it is not JSON, or a field is wrong
     */
    public static TranscriptPart decodePart(String what, Buffer buffer) {
        JsonFields fields = JsonFields.of(what, JsonFields.parse(what, buffer));
        return JsonFields.valid(
                what, () -> new TranscriptPart(fields.integer("first", 0), steps(fields), fields.flag("complete")));
    }

    private static JsonArray encode(List<TranscriptStep> steps) {
        JsonArray all = new JsonArray();
        steps.forEach(step -> all.add(encode(step)));
        return all;
    }

    private static JsonObject encode(TranscriptStep step) {
        JsonObject json = new JsonObject().put("at", step.at().toEpochMilli());
        if (step instanceof TranscriptStep.AgentMessage said) {
            json.put("kind", "text").put("text", said.text());
        } else if (step instanceof TranscriptStep.ToolStep call) {
            json.put("kind", "tool")
                    .put("tool", call.tool())
                    .put("input", call.input())
                    .put("output", call.output())
                    .put("status", call.status().code())
                    .put("durationMs", call.duration().toMillis());
        } else if (step instanceof TranscriptStep.ModelStep model) {
            json.put("kind", "model")
                    .put("durationMs", model.duration().toMillis())
                    .put("usage", OutcomeJson.encode(model.usage()));
            model.model().ifPresent(name -> json.put("model", name));
        } else if (step instanceof TranscriptStep.Approval approval) {
            json.put("kind", "approval")
                    .put("permission", approval.kind())
                    .put("about", approval.about())
                    .put("allowed", approval.allowed());
        } else if (step instanceof TranscriptStep.TodoList list) {
            JsonArray todos = new JsonArray();
            list.todos().forEach(todo -> todos.add(encode(todo)));
            json.put("kind", "todo").put("todos", todos);
        } else if (step instanceof TranscriptStep.Note note) {
            json.put("kind", "note").put("about", note.kind()).put("text", note.text());
        } else if (step instanceof TranscriptStep.Omitted omitted) {
            json.put("kind", "omitted").put("steps", omitted.steps());
        }
        return json;
    }

    private static JsonObject encode(Todo todo) {
        return new JsonObject().put("content", todo.content()).put("status", todo.status());
    }

    private static List<TranscriptStep> steps(JsonFields fields) {
        List<TranscriptStep> steps = new ArrayList<>();
        fields.objects("steps").forEach(each -> steps.add(step(each)));
        return steps;
    }

    /** Reads a step; one of a kind that a later version added becomes a note. */
    private static TranscriptStep step(JsonFields fields) {
        Instant at = fields.instant("at");
        String kind = fields.text("kind");
        return switch (kind) {
            case "text" -> new TranscriptStep.AgentMessage(at, fields.text("text", ""));
            case "tool" ->
                new TranscriptStep.ToolStep(
                        at,
                        fields.duration("durationMs", Duration.ZERO),
                        fields.text("tool", ""),
                        fields.text("input", ""),
                        fields.text("output", ""),
                        fields.constant(
                                "status",
                                TranscriptStep.ToolStep.ToolStatus.class,
                                TranscriptStep.ToolStep.ToolStatus.RUNNING,
                                TranscriptStep.ToolStep.ToolStatus.COMPLETED));
            case "model" ->
                new TranscriptStep.ModelStep(
                        at,
                        fields.duration("durationMs", Duration.ZERO),
                        fields.optionalText("model"),
                        fields.object("usage", OutcomeJson::usage, Usage.NONE));
            case "approval" ->
                new TranscriptStep.Approval(
                        at, fields.text("permission", ""), fields.text("about", ""), fields.flag("allowed"));
            case "todo" ->
                new TranscriptStep.TodoList(
                        at,
                        fields.objects("todos").stream()
                                .map(todo -> new Todo(todo.text("content", ""), todo.text("status", "")))
                                .toList());
            case "note" -> new TranscriptStep.Note(at, fields.text("about", ""), fields.text("text", ""));
            case "omitted" -> new TranscriptStep.Omitted(at, fields.integer("steps", 0));
            default -> new TranscriptStep.Note(at, kind, "a step that this version does not know");
        };
    }
}
