package io.codefleet.agent.opencode.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AgentReport;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests of the report on a turn from its messages. */
class MessageReportTest {
    private static JsonObject step(long created, long completed, JsonObject... parts) {
        return new JsonObject()
                .put(
                        "info",
                        new JsonObject()
                                .put("role", "assistant")
                                .put(
                                        "time",
                                        new JsonObject().put("created", created).put("completed", completed)))
                .put("parts", new JsonArray(List.of(parts)));
    }

    private static JsonObject tool(String name, String status, long start, long end) {
        return new JsonObject()
                .put("type", "tool")
                .put("tool", name)
                .put(
                        "state",
                        new JsonObject()
                                .put("status", status)
                                .put(
                                        "time",
                                        new JsonObject().put("start", start).put("end", end)));
    }

    private static AgentReport report(JsonObject... messages) {
        return MessageReport.of(List.of(messages), List.of());
    }

    @Test
    void toolsThatRunAtOnceTakeTheirTimeOnceAndTheRestIsTheModels() {
        AgentReport report = report(
                step(0, 1000, tool("bash", "completed", 400, 700), tool("bash", "completed", 500, 900)),
                step(1000, 1200));

        assertThat(report.inTools()).isEqualTo(Duration.ofMillis(500));
        assertThat(report.inModel()).isEqualTo(Duration.ofMillis(700));
        assertThat(report.steps()).isEqualTo(2);
        assertThat(report.tools()).containsExactly(new AgentReport.ToolUse("bash", 2, 0, Duration.ofMillis(700)));
    }

    @Test
    void aToolThatFailedCountsAsSuch() {
        assertThat(report(step(0, 10, tool("read", "error", 1, 2), tool("edit", "completed", 2, 4)))
                        .tools())
                .containsExactly(
                        new AgentReport.ToolUse("read", 1, 1, Duration.ofMillis(1)),
                        new AgentReport.ToolUse("edit", 1, 0, Duration.ofMillis(2)));
    }

    @Test
    void aStepThatWasCutOffCountsNoTime() {
        AgentReport report = report(step(5000, 0, tool("bash", "running", 5100, 0)));

        assertThat(report.inModel()).isZero();
        assertThat(report.inTools()).isZero();
    }
}
