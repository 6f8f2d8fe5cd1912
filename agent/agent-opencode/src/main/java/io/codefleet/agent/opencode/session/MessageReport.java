package io.codefleet.agent.opencode.session;

import io.codefleet.AgentReport;
import io.codefleet.AgentReport.Todo;
import io.codefleet.AgentReport.ToolUse;
import io.codefleet.agent.opencode.client.Json;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads from the messages of a turn how the agent went about it. */
final class MessageReport {
    private final Map<String, Tally> tools = new LinkedHashMap<>();
    private int steps;
    private long inModel;
    private long inTools;

    /** The uses of one tool. */
    private static final class Tally {
        int calls;
        int failed;
        long time;
    }

    /** A time from one moment to another, in milliseconds of the epoch. */
    private record Span(long start, long end) {
        long length() {
            return Math.max(0, end - start);
        }
    }

    private MessageReport() {}

    /**
     * Creates the report of a turn.
     *
     * @param messages those of the turn, in order
     * @param todos the session's list
     */
    static AgentReport of(List<JsonObject> messages, List<JsonObject> todos) {
        MessageReport report = new MessageReport();
        messages.stream()
                .filter(message ->
                        Json.text(Json.object(message, "info"), "role").equals("assistant"))
                .forEach(report::step);
        return AgentReport.builder()
                .todos(todos.stream()
                        .map(todo -> new Todo(Json.text(todo, "content"), Json.text(todo, "status")))
                        .toList())
                .tools(report.tools.entrySet().stream()
                        .map(each -> new ToolUse(
                                each.getKey(),
                                each.getValue().calls,
                                each.getValue().failed,
                                Duration.ofMillis(each.getValue().time)))
                        .toList())
                .steps(report.steps)
                .inModel(Duration.ofMillis(report.inModel))
                .inTools(Duration.ofMillis(report.inTools))
                .build();
    }

    /** Adds a step. A message lasts from the question to the model until its tools have run. */
    private void step(JsonObject message) {
        steps++;
        List<Span> used = new ArrayList<>();
        for (JsonObject part : Json.objects(message, "parts")) {
            if (Json.text(part, "type").equals("tool")) {
                used.add(use(part));
            }
        }
        long tooled = covered(used);
        inTools += tooled;
        inModel += Math.max(
                0,
                span(Json.object(Json.object(message, "info"), "time"), "created", "completed")
                                .length()
                        - tooled);
    }

    private Span use(JsonObject part) {
        JsonObject state = Json.object(part, "state");
        Span time = span(Json.object(state, "time"), "start", "end");
        Tally tally = tools.computeIfAbsent(Json.text(part, "tool"), tool -> new Tally());
        tally.calls++;
        tally.failed += Json.text(state, "status").equals("error") ? 1 : 0;
        tally.time += time.length();
        return time;
    }

    private static Span span(JsonObject time, String start, String end) {
        return new Span(Json.count(time, start), Json.count(time, end));
    }

    /** Returns the time during which at least one of the spans lasted. */
    private static long covered(List<Span> spans) {
        spans.sort(Comparator.comparingLong(Span::start));
        long covered = 0;
        long until = 0;
        for (Span span : spans) {
            long from = Math.max(span.start(), until);
            covered += Math.max(0, span.end() - from);
            until = Math.max(until, span.end());
        }
        return covered;
    }
}
