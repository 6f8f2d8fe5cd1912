package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.AttemptException;
import io.codefleet.AuditAction;
import io.codefleet.AuditQuery;
import io.codefleet.Backoff;
import io.codefleet.Outcome;
import io.codefleet.ReplayResult;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskInfo;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerOptions;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.TaskNotFoundException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A failed task is kept with its history, and its content can be run again. */
class DeadLetterTest extends FleetTest {
    private final AtomicInteger runs = new AtomicInteger();

    private static Task corrected(Task task) {
        return task.prompt("good");
    }

    /** Fails for good unless the prompt is good. */
    private final TaskHandler picky = attempt -> {
        runs.incrementAndGet();
        return attempt.task().prompt().equals("good")
                ? Future.succeededFuture(TaskResult.text("yes"))
                : Future.failedFuture(AttemptException.permanent("bad prompt"));
    };

    private void fail(String... ids) {
        worker(fleet, WorkerOptions.create().id("w").concurrency(10), picky);
        for (String id : ids) {
            run(Task.of("bad").id(id));
        }
    }

    @Test
    void itsFullHistoryIsKept() {
        worker(fleet, WorkerOptions.create().id("w"), attempt -> {
            throw AttemptException.transientFault("try " + attempt.number());
        });
        run(Task.of("x").id("d").retry(RetryPolicy.DEFAULT.backoff(Backoff.fixed(Duration.ofMillis(1)))));
        TaskInfo dead = get(fleet.task("d")).orElseThrow();
        assertThat(dead.history()).hasSize(RetryPolicy.DEFAULT.maxAttempts()).allSatisfy(attempt -> {
            assertThat(attempt.workerId()).isEqualTo("w");
            assertThat(attempt.endedAt())
                    .hasValueSatisfying(end -> assertThat(end).isAfterOrEqualTo(attempt.startedAt()));
            assertThat(attempt.error().orElseThrow().message()).isEqualTo("try " + attempt.attempt());
        });
    }

    @Test
    void aReplayRunsTheEditedContentUnderADerivedId() {
        fail("d");
        TaskHandle replay = get(fleet.replay("d", task -> task.prompt("good").id("ignored")));
        assertThat(replay.id()).isEqualTo("d~1");
        assertThat(get(replay.result()).text()).isEqualTo("yes");
        assertThat(get(fleet.task("d")).orElseThrow().status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    void aRepeatedReplayYieldsTheSameTask() {
        fail("d");
        get(get(fleet.replay("d", DeadLetterTest::corrected)).result());
        TaskHandle again = get(fleet.replay("d", DeadLetterTest::corrected));
        assertThat(again.id()).isEqualTo("d~1");
        assertThat(get(again.result()).text()).isEqualTo("yes");
        assertThat(runs).hasValue(2);
    }

    @Test
    void anotherContentForTheSameReplayIsRefusedAndNamesIt() {
        fail("d");
        get(fleet.replay("d", DeadLetterTest::corrected));
        assertThatThrownBy(() -> get(fleet.replay("d", task -> task.prompt("other"))))
                .isInstanceOfSatisfying(
                        DuplicateTaskException.class,
                        failure -> assertThat(failure.taskId()).isEqualTo("d~1"));
    }

    @Test
    void aReplayOfAReplayHasTheNextNumber() {
        fail("d");
        get(get(fleet.replay("d")).outcome());
        assertThat(get(fleet.replay("d~1", DeadLetterTest::corrected)).id()).isEqualTo("d~2");
        assertThat(get(fleet.replay("d~1", DeadLetterTest::corrected)).id()).isEqualTo("d~2");
    }

    @Test
    void onlyAFailedTaskIsReplayed() {
        assertThatThrownBy(() -> get(fleet.replay("nobody", DeadLetterTest::corrected)))
                .isInstanceOf(TaskNotFoundException.class);
        get(fleet.submitTask(Task.of("x").id("waiting")));
        assertThatThrownBy(() -> get(fleet.replay("waiting", DeadLetterTest::corrected)))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void anEditThatThrowsFailsTheReplay() {
        fail("d");
        assertThatThrownBy(() -> get(fleet.replay("d", task -> {
                    throw new IllegalArgumentException("my own fault");
                })))
                .hasMessageContaining("my own fault");
        assertThat(get(fleet.task("d~1"))).isEmpty();
    }

    @Test
    void allAreReplayedOnceHoweverManyPagesTheyFill() {
        String[] ids = IntStream.range(0, 130).mapToObj(i -> "d" + i).toArray(String[]::new);
        worker(fleet, WorkerOptions.create().concurrency(10), picky);
        List<TaskHandle> failing = get(fleet.submitTasks(
                IntStream.range(0, 130).mapToObj(i -> Task.of("bad").id(ids[i])).toList()));
        failing.forEach(handle -> get(handle.outcome()));
        ReplayResult replayed = get(fleet.replayAll(TaskQuery.ALL, DeadLetterTest::corrected));
        assertThat(replayed.taskIds()).hasSize(130).contains("d0~1", "d129~1");
        assertThat(replayed.refused()).isEmpty();
        replayed.taskIds().forEach(id -> get(fleet.handle(id).result()));
        ReplayResult again = get(fleet.replayAll(TaskQuery.ALL, DeadLetterTest::corrected));
        assertThat(again.taskIds()).isEmpty();
        assertThat(again.alreadyEnded()).hasSize(130);
        assertThat(get(fleet.audit(AuditQuery.ALL.actions(AuditAction.REPLAYED)))
                        .items())
                .isNotEmpty();
        assertThat(runs).hasValue(260);
    }

    @Test
    void thoseOfATagAreReplayedWithTheirTags() {
        worker(fleet, WorkerOptions.create(), picky);
        List<TaskHandle> failing = get(fleet.submitTasks(List.of(
                Task.of("bad").id("a").tag("team", "core"), Task.of("bad").id("b"))));
        failing.forEach(handle -> get(handle.outcome()));

        ReplayResult replayed = get(fleet.replayAll(TaskQuery.ALL.tag("team", "core"), DeadLetterTest::corrected));
        assertThat(replayed.taskIds()).containsExactly("a~1");
        assertThat(get(fleet.task("a~1")).orElseThrow().summary().tags()).isEqualTo(Map.of("team", "core"));
    }

    @Test
    void tasksThatCannotBeReplayedAreDistinguished() {
        fail("a", "b", "c");
        get(get(fleet.replay("b", task -> task.prompt("good").priority(9))).result());
        ReplayResult replayed =
                get(fleet.replayAll(TaskQuery.ALL, task -> task.id().equals("c") ? task.prompt(" ") : corrected(task)));
        assertThat(replayed.taskIds()).containsExactly("a~1");
        assertThat(replayed.refused()).containsOnlyKeys("b", "c");
        assertThat(replayed.refused().get("b")).isInstanceOf(DuplicateTaskException.class);
        assertThat(replayed.refused().get("c")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void equalContentIsAnsweredFromTheCache() {
        worker(fleet, WorkerOptions.create(), picky);
        Task task = Task.of("good").contentId();
        get(get(fleet.submitTask(task)).result());
        assertThat(get(get(fleet.submitTask(Task.of("good").contentId())).result())
                        .text())
                .isEqualTo("yes");
        assertThat(get(get(fleet.submitOrReplay(task)).result()).text()).isEqualTo("yes");
        assertThat(runs).hasValue(1);
    }

    @Test
    void aFailureIsNotAnsweredFromTheCacheIfItIsNotWanted() {
        worker(fleet, WorkerOptions.create(), picky);
        Task task = Task.of("bad").contentId();
        for (int i = 0; i < 3; i++) {
            assertThat(get(get(fleet.submitOrReplay(task)).outcome())).isInstanceOf(Outcome.Failed.class);
        }
        assertThat(get(fleet.submitOrReplay(task)).id()).isEqualTo(task.id() + "~3");
        assertThat(get(get(fleet.submitTask(task)).outcome())).isInstanceOf(Outcome.Failed.class);
    }

    @Test
    void aCancelledTaskIsRunAgainToo() {
        Task task = Task.of("good").id("c");
        get(get(fleet.submitTask(task)).cancel("not now"));
        worker(fleet, WorkerOptions.create(), picky);
        TaskHandle again = get(fleet.submitOrReplay(task));
        assertThat(again.id()).isEqualTo("c~1");
        assertThat(get(again.result()).text()).isEqualTo("yes");
    }
}
