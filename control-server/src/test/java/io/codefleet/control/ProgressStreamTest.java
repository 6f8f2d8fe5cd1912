package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Attempt;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** A watcher of a task gets each kind of message of its agent, with its data. */
class ProgressStreamTest {
    private static final Map<String, Object> TOOL = Map.of("tool", "bash", "status", "completed");
    private static final Map<String, Object> TODO =
            Map.of("todos", List.of(Map.of("content", "read", "status", "completed")));
    private static final Map<String, Object> USAGE = Map.of("inputTokens", 12, "outputTokens", 3, "cost", "0.004");

    private static Future<TaskResult> work(ControlFixture fixture, Attempt attempt, AtomicBoolean watched) {
        Promise<TaskResult> done = Promise.promise();
        fixture.vertx.setPeriodic(20, tick -> {
            attempt.progress("text", "hello");
            if (watched.get()) {
                fixture.vertx.cancelTimer(tick);
                attempt.progress("tool", "bash: ls", TOOL);
                attempt.progress("todo", "1 of 1 done", TODO);
                attempt.progress("usage", "15 tokens", USAGE);
                done.complete(TaskResult.text("done"));
            }
        });
        return done.future();
    }

    @Test
    void toolsTheToDoListAndTheUsageAreShown() throws Exception {
        AtomicBoolean watched = new AtomicBoolean();
        try (ControlFixture fixture = ControlFixture.start()) {
            get(fixture.fleet
                    .worker(WorkerOptions.create().id("w"))
                    .handle("general", attempt -> work(fixture, attempt, watched))
                    .start());
            get(fixture.fleet.submitTask(Task.of("x").id("t")));
            List<JsonObject> shown = new ArrayList<>();
            try (SlowWatcher watcher =
                    new SlowWatcher(fixture.port, "/api/v1/tasks/t/progress", fixture.key(Role.OBSERVER))) {
                for (SlowWatcher.Event event = watcher.next(); !event.name().equals("end"); event = watcher.next()) {
                    assertThat(event.name()).isEqualTo("progress");
                    watched.set(true);
                    if (!event.data().getString("kind").equals("text")) {
                        shown.add(event.data());
                    }
                }
            }
            assertThat(shown).extracting(each -> each.getString("kind")).containsExactly("tool", "todo", "usage");
            assertThat(shown)
                    .extracting(each -> each.getString("text"))
                    .containsExactly("bash: ls", "1 of 1 done", "15 tokens");
            assertThat(shown).allSatisfy(each -> {
                assertThat(each.getString("id")).isEqualTo("t");
                assertThat(each.getInteger("attempt")).isEqualTo(1);
            });
            assertThat(shown.get(0).getJsonObject("data")).isEqualTo(new JsonObject(TOOL));
            assertThat(shown.get(1).getJsonObject("data").getJsonArray("todos"))
                    .isEqualTo(new JsonArray()
                            .add(new JsonObject().put("content", "read").put("status", "completed")));
            assertThat(shown.get(2).getJsonObject("data")).isEqualTo(new JsonObject(USAGE));
        }
    }
}
