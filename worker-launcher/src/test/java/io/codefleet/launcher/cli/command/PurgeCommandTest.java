package io.codefleet.launcher.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskQuery;
import io.codefleet.WorkerOptions;
import io.vertx.core.Future;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletes of dead letters by the command line, on a real broker. */
class PurgeCommandTest {
    @TempDir
    private Path folder;

    private String broker() {
        return "file:" + folder.resolve("broker");
    }

    private static void fail(CodefleetClient fleet, Task task) {
        Outcome outcome = FleetSession.await(
                fleet.submitTask(task.type("bad").retry(RetryPolicy.NONE)).compose(TaskHandle::outcome));
        assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aFailedPartOfAnOpenTaskIsLeftAndNamed() {
        try (FleetSession session = FleetSession.open(CodefleetOptions.of(broker()))) {
            CodefleetClient fleet = session.fleet();
            FleetSession.await(fleet.worker(WorkerOptions.create())
                    .handle("bad", attempt -> Future.failedFuture("broken"))
                    .start());
            FleetSession.await(fleet.submitTask(Task.of("a run").id("run").type("run")));
            fail(fleet, Task.of("x").id("alone"));
            fail(fleet, Task.of("x").id("run/1").parent("run"));
            fail(fleet, Task.of("x").id("run/2").parent("run"));

            CommandRun purge = CommandRun.of("dead-letters", "purge", "--all", "--broker", broker());
            assertThat(purge.exitCode()).as(purge.err()).isZero();
            assertThat(purge.out()).isEqualTo("1 dead letter is deleted\n");
            assertThat(purge.err())
                    .isEqualTo(
                            "2 dead letters are left, as they are parts of tasks that have not ended: run/2, run/1\n");

            FleetSession.await(fleet.handle("run").cancel("enough"));
            CommandRun rest = CommandRun.of("dead-letters", "purge", "--type", "bad", "--broker", broker());
            assertThat(rest.out()).isEqualTo("2 dead letters are deleted\n");
            assertThat(rest.err()).isEmpty();
            assertThat(FleetSession.await(fleet.tasks(TaskQuery.ALL)).items())
                    .singleElement()
                    .satisfies(task -> assertThat(task.id()).isEqualTo("run"));
        }
    }
}
