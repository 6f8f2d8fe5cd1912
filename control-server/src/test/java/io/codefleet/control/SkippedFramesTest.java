package io.codefleet.control;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Attempt;
import io.codefleet.LogLines;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.control.auth.Role;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Watchers that do not read for a while. More is sent than the buffers of the system and of the server hold, and what a watcher
 * does not get is counted.
 */
class SkippedFramesTest {
    private static final String PADDING = "x".repeat(10_000);

    private ControlFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = ControlFixture.start();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
    }

    private static LogLines lines(String message, int count) {
        String line = new JsonObject().put("message", message).encode();
        return new LogLines("w", Collections.nCopies(count, line), 0);
    }

    @Test
    void eachLogLineIsReadOrCounted() throws Exception {
        try (SlowWatcher slow = new SlowWatcher(fixture.port, "/api/v1/logs", fixture.key(Role.OPERATOR))) {
            await().until(() -> get(fixture.fleet.sendLog(lines("first", 1))));
            int sent = 1;
            for (int i = 0; i < 600; i++) {
                assertThat(get(fixture.fleet.sendLog(lines(PADDING, 6)))).isTrue();
                sent += 6;
            }
            get(fixture.fleet.sendLog(lines("last", 1)));
            sent++;

            long read = 0;
            long dropped = 0;
            JsonObject data;
            do {
                data = slow.next().data();
                read += data.getJsonArray("lines").size();
                dropped += data.getLong("dropped");
            } while (!data.getJsonArray("lines").toString().contains("last"));
            assertThat(dropped).isPositive();
            assertThat(read + dropped).isEqualTo(sent);
        }
    }

    /** An attempt that says a few words until it may talk, and then says more than fits. */
    private Future<TaskResult> talk(Attempt attempt, AtomicBoolean mayTalk) {
        Promise<TaskResult> done = Promise.promise();
        fixture.vertx.setPeriodic(20, tick -> {
            if (!mayTalk.get()) {
                attempt.progress("text", "first");
            } else {
                fixture.vertx.cancelTimer(tick);
                for (int i = 0; i < 4000; i++) {
                    attempt.progress("text", PADDING, Map.of("i", i));
                }
                done.complete(TaskResult.text("done"));
            }
        });
        return done.future();
    }

    @Test
    void eachMessageOfAnAgentIsReadOrCountedAsMissed() throws Exception {
        AtomicBoolean mayTalk = new AtomicBoolean();
        get(fixture.fleet
                .worker(WorkerOptions.create().id("w"))
                .handle("talks", attempt -> talk(attempt, mayTalk))
                .start());
        get(fixture.fleet.submitTask(Task.of("x").id("t").type("talks")));
        try (SlowWatcher slow = new SlowWatcher(fixture.port, "/api/v1/tasks/t/progress", fixture.key(Role.OBSERVER))) {
            assertThat(slow.next().data().getString("text")).isEqualTo("first");
            mayTalk.set(true);
            get(fixture.fleet.handle("t").outcome());

            int next = 0;
            int missed = 0;
            for (SlowWatcher.Event event = slow.next(); !event.name().equals("end"); event = slow.next()) {
                if (event.name().equals("missed")) {
                    missed += event.data().getInteger("dropped");
                    next += event.data().getInteger("dropped");
                } else if (event.data().getString("text").equals(PADDING)) {
                    assertThat(event.data().getJsonObject("data").getInteger("i"))
                            .isEqualTo(next);
                    next++;
                }
            }
            assertThat(missed).isPositive();
            assertThat(next).isEqualTo(4000);
        }
    }
}
