package io.codefleet.json;

import io.codefleet.AgentReport;
import io.codefleet.Artifact;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** {@link AgentReport} and {@link Artifact} as JSON. */
final class ReportJson {
    private ReportJson() {}

    static JsonObject encode(AgentReport report) {
        JsonObject json = new JsonObject()
                .put("steps", report.steps())
                .put("inModelMs", report.inModel().toMillis())
                .put("inToolsMs", report.inTools().toMillis());
        if (!report.todos().isEmpty()) {
            JsonArray todos = new JsonArray();
            report.todos()
                    .forEach(todo -> todos.add(
                            new JsonObject().put("content", todo.content()).put("status", todo.status())));
            json.put("todos", todos);
        }
        if (!report.tools().isEmpty()) {
            JsonArray tools = new JsonArray();
            report.tools().forEach(use -> tools.add(encode(use)));
            json.put("tools", tools);
        }
        if (report.truncated()) {
            json.put("truncated", true);
        }
        return json;
    }

    private static JsonObject encode(AgentReport.ToolUse use) {
        return new JsonObject()
                .put("tool", use.tool())
                .put("calls", use.calls())
                .put("failed", use.failed())
                .put("timeMs", use.time().toMillis());
    }

    static AgentReport decode(JsonFields fields) {
        return AgentReport.builder()
                .todos(fields.objects("todos").stream()
                        .map(todo -> new AgentReport.Todo(todo.text("content", ""), todo.text("status", "")))
                        .toList())
                .tools(fields.objects("tools").stream().map(ReportJson::use).toList())
                .steps(fields.integer("steps", 0))
                .inModel(fields.duration("inModelMs", Duration.ZERO))
                .inTools(fields.duration("inToolsMs", Duration.ZERO))
                .truncated(fields.flag("truncated"))
                .build();
    }

    private static AgentReport.ToolUse use(JsonFields fields) {
        return new AgentReport.ToolUse(
                fields.text("tool"),
                fields.integer("calls", 0),
                fields.integer("failed", 0),
                fields.duration("timeMs", Duration.ZERO));
    }

    static JsonArray encode(List<Artifact> artifacts) {
        JsonArray json = new JsonArray();
        artifacts.forEach(artifact -> {
            JsonObject each = new JsonObject()
                    .put("path", artifact.path())
                    .put("bytes", artifact.bytes())
                    .put("form", artifact.form().code())
                    .put("content", artifact.content());
            artifact.reason().ifPresent(reason -> each.put("reason", reason));
            json.add(each);
        });
        return json;
    }

    static List<Artifact> artifacts(JsonFields fields) {
        return fields.objects("artifacts").stream().map(ReportJson::artifact).toList();
    }

    private static Artifact artifact(JsonFields fields) {
        Artifact.Form form = fields.constant("form", Artifact.Form.class, Artifact.Form.OMITTED, Artifact.Form.OMITTED);
        return new Artifact(
                fields.text("path"),
                fields.number("bytes", 0),
                form,
                form == Artifact.Form.OMITTED ? "" : fields.text("content", ""),
                fields.optionalText("reason"));
    }
}
