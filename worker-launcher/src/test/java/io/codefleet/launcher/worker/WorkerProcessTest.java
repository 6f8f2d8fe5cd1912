package io.codefleet.launcher.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetOptions;
import io.codefleet.Task;
import io.codefleet.TaskResult;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerInfo;
import io.codefleet.launcher.config.ConfigLayer;
import io.codefleet.launcher.config.SettingsResolver;
import io.codefleet.launcher.config.WorkerSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker with the settings of its process, on a fleet in memory. */
class WorkerProcessTest {
    private final Vertx vertx = Vertx.vertx();
    private final Codefleet fleet = join(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        join(fleet.close());
        join(vertx.close());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private WorkerProcess start(List<String> types) {
        WorkerSettings settings = new SettingsResolver("host", folder)
                .resolve(ConfigLayer.values()
                        .put("worker.id", "w", "the test")
                        .put("worker.capabilities", "java", "the test")
                        .put("worker.types", types, "the test")
                        .layer());
        return join(
                WorkerProcess.join(vertx, fleet, settings, attempt -> Future.succeededFuture(TaskResult.text("done"))));
    }

    private WorkerInfo info() {
        return join(fleet.workers()).get(0);
    }

    @Test
    void itTakesEveryTypeUnlessToldOtherwise() {
        start(null);

        assertThat(info().types()).containsExactly("*");
        assertThat(info().capabilities()).containsExactly("java");
        assertThat(info().labels()).containsEntry("host", "host");
        assertThat(join(join(fleet.submitTask(Task.of("x").type("odd"))).result())
                        .text())
                .isEqualTo("done");
    }

    @Test
    void itTakesTheTypesOfItsSettings() {
        start(List.of("code", "review"));

        assertThat(info().types()).containsExactly("code", "review");
    }

    @Test
    void itEndsWhenAnOperatorTellsItToLeave() {
        WorkerProcess process = start(null);

        join(fleet.command("w", WorkerCommand.of(WorkerCommand.DRAIN)));

        await().until(() -> process.left().succeeded());
    }
}
