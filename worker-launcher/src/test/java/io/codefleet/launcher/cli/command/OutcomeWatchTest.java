package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.Outcome;
import io.codefleet.Progress;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskResult;
import io.codefleet.WorkerOptions;
import io.codefleet.launcher.cli.output.ProgressView;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Waiting for a task on a fleet in memory. */
class OutcomeWatchTest {
    private final CodefleetClient fleet = FleetSession.await(Codefleet.connect("memory:" + UUID.randomUUID()));
    private final SeenView view = new SeenView();

    @AfterEach
    void close() {
        FleetSession.await(fleet.close().map(true));
    }

    /** A view that remembers. */
    private static final class SeenView implements ProgressView {
        final List<String> seen = new CopyOnWriteArrayList<>();

        @Override
        public void state(String state) {
            seen.add(state);
        }

        @Override
        public void progress(Progress progress) {
            seen.add(progress.kind() + ": " + progress.text());
        }

        @Override
        public void note(String line) {
            seen.add("! " + line);
        }

        @Override
        public boolean showed(String text) {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void aWaitHasAnEnd() {
        TaskHandle handle = FleetSession.await(fleet.submitTask(Task.of("x").requires("gpu")));

        Optional<Outcome> outcome = new OutcomeWatch(fleet, handle, view).await(Duration.ofMillis(300));

        assertThat(outcome).isEmpty();
        assertThat(view.seen).anyMatch(line -> line.startsWith("! no present worker can serve it"));
    }

    @Test
    void whatATaskDoesIsSeenUntilItsOutcome() throws Exception {
        TaskHandle handle = FleetSession.await(fleet.submitTask(Task.of("x")));
        CompletableFuture<Optional<Outcome>> outcome = CompletableFuture.supplyAsync(
                () -> new OutcomeWatch(fleet, handle, view).await(Duration.ofSeconds(30)));
        await().until(() -> view.seen.contains("queued"));
        Promise<TaskResult> result = Promise.promise();

        FleetSession.await(fleet.worker(WorkerOptions.create().id("w"))
                .handleAny(attempt -> {
                    attempt.progress("text", "Let me see.");
                    return result.future();
                })
                .start());
        await().until(() -> view.seen.contains("running on w") && view.seen.contains("text: Let me see."));
        result.complete(TaskResult.text("done"));

        assertThat(outcome.get().orElseThrow().resultOrThrow().text()).isEqualTo("done");
    }
}
