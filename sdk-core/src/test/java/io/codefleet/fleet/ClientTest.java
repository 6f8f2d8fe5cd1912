package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.CancelResult;
import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.ConnectionState;
import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.Placement;
import io.codefleet.Progress;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskCancelledException;
import io.codefleet.TaskFailedException;
import io.codefleet.TaskHandle;
import io.codefleet.TaskLimits;
import io.codefleet.TaskQuery;
import io.codefleet.TaskResult;
import io.codefleet.TaskStatus;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.error.ClosedException;
import io.codefleet.error.DuplicateTaskException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.PayloadTooLargeException;
import io.codefleet.error.QueueFullException;
import io.codefleet.error.SubmitException;
import io.codefleet.error.TaskNotFoundException;
import io.codefleet.error.WorkerNotFoundException;
import io.codefleet.workflow.Workflows;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a host application sees of the client. */
class ClientTest extends FleetTest {
    @Test
    void anOutcomeThatCameBeforeItWasAskedForIsThereForAllWhoAsk() {
        CodefleetClient rarelyPolling =
                get(Codefleet.connect(CodefleetOptions.of("memory:" + name).pollInterval(Duration.ofHours(1))));
        worker(rarelyPolling, WorkerOptions.create(), ECHO);
        TaskHandle handle = get(rarelyPolling.submitTask(Task.of("x")));
        await().until(() -> get(handle.status()).outcome().isPresent());
        assertThat(get(handle.outcome())).isEqualTo(get(handle.outcome()));
        get(rarelyPolling.close());
    }

    @Test
    void aSubmittedTaskReturnsItsResult() {
        worker(fleet, WorkerOptions.create().id("w1"), ECHO);
        Outcome outcome = run(Task.of("hello").id("t1"));
        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(outcome.resultOrThrow().text()).isEqualTo("hello");
        assertThat(outcome.attempts()).isEqualTo(1);
        assertThat(get(fleet.task("t1")).orElseThrow().summary().workerId()).contains("w1");
    }

    @Test
    void manyTasksInOneSubmitEachHaveOneOutcome() {
        worker(fleet, WorkerOptions.create().concurrency(20), ECHO);
        List<Task> tasks =
                IntStream.range(0, 3000).mapToObj(i -> Task.of("p" + i)).toList();
        List<TaskHandle> handles = get(fleet.submitTasks(tasks));
        List<Outcome> outcomes = get(
                Future.all(handles.stream().map(TaskHandle::outcome).toList()).map(all -> all.<Outcome>list()));
        assertThat(outcomes)
                .extracting(outcome -> outcome.resultOrThrow().text())
                .containsExactlyElementsOf(tasks.stream().map(Task::prompt).toList());
        assertThat(get(fleet.stats()).completed()).isEqualTo(3000);
    }

    @Test
    void aTaskSubmittedTwiceRunsOnce() {
        Task task = Task.of("once");
        TaskHandle first = get(fleet.submitTask(task));
        TaskHandle second = get(fleet.submitTask(task));
        worker(fleet, WorkerOptions.create(), ECHO);
        assertThat(get(first.outcome())).isEqualTo(get(second.outcome()));
        TaskHandle third = get(fleet.submitTask(task));
        assertThat(get(third.outcome())).isEqualTo(get(first.outcome()));
        assertThat(get(fleet.stats()).submitted()).isEqualTo(1);
    }

    @Test
    void anIdReusedForOtherContentIsRefused() {
        get(fleet.submitTask(Task.of("one").id("same")));
        assertThatThrownBy(() -> get(fleet.submitTask(Task.of("two").id("same"))))
                .isInstanceOf(DuplicateTaskException.class)
                .hasMessageContaining("same");
    }

    @Test
    void aRefusedTaskOfManyDoesNotKeepTheOthersFromBeingStored() {
        get(fleet.submitTask(Task.of("one").id("same")));
        List<Task> tasks = List.of(
                Task.of("x").id("a"), Task.of("two").id("same"), Task.of("y").id("b"));
        assertThatThrownBy(() -> get(fleet.submitTasks(tasks)))
                .isInstanceOfSatisfying(
                        SubmitException.class, e -> assertThat(e.refused()).containsOnlyKeys("same"));
        assertThat(get(fleet.task("a"))).isPresent();
        assertThat(get(fleet.task("b"))).isPresent();
    }

    @Test
    void limitsAreTypedErrorsAtOnce() {
        CodefleetOptions small = CodefleetOptions.of("memory:" + name)
                .namespace("small")
                .limits(StorageLimits.DEFAULT.maxPayloadBytes(1000).maxQueuedTasks(2));
        CodefleetClient limited = get(Codefleet.connect(small));
        try {
            assertThatThrownBy(() -> get(limited.submitTask(Task.of("x".repeat(2000)))))
                    .isInstanceOf(PayloadTooLargeException.class);
            get(limited.submitTasks(List.of(Task.of("1"), Task.of("2"))));
            assertThatThrownBy(() -> get(limited.submitTask(Task.of("3"))))
                    .isInstanceOfSatisfying(
                            QueueFullException.class,
                            e -> assertThat(e.retryable()).isTrue());
        } finally {
            get(limited.close());
        }
    }

    @Test
    void fiftyMegabytesAreRefusedByTheDefaults() {
        assertThatThrownBy(() -> get(fleet.submitTask(Task.of("x".repeat(50 << 20)))))
                .isInstanceOf(PayloadTooLargeException.class)
                .hasMessageContaining("maxPayloadBytes");
    }

    @Test
    void anUnknownSchemeIsRefusedWithTheAvailableOnes() {
        assertThatThrownBy(() -> get(Codefleet.connect("kafka://localhost")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("kafka")
                .hasMessageContaining("memory");
        assertThatThrownBy(() -> get(Codefleet.connect("nonsense"))).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aHandleFromAnotherClientSeesTheSameOutcome() {
        CodefleetClient other = connect("memory");
        try {
            TaskHandle mine = get(fleet.submitTask(Task.of("shared").id("s")));
            Future<Outcome> theirs = other.handle("s").outcome();
            worker(fleet, WorkerOptions.create(), ECHO);
            assertThat(get(theirs)).isEqualTo(get(mine.outcome()));
        } finally {
            get(other.close());
        }
    }

    @Test
    void aHandleOfAnUnknownTaskFailsWithTaskNotFound() {
        assertThatThrownBy(() -> get(fleet.handle("nobody").outcome())).isInstanceOf(TaskNotFoundException.class);
        assertThatThrownBy(() -> get(fleet.handle("nobody").status())).isInstanceOf(TaskNotFoundException.class);
        assertThat(get(fleet.handle("nobody").cancel("why not"))).isEqualTo(CancelResult.NOT_FOUND);
        assertThat(get(fleet.task("nobody"))).isEmpty();
    }

    @Test
    void aWaitingTaskIsCancelledAtOnce() {
        TaskHandle handle = get(fleet.submitTask(Task.of("never")));
        assertThat(get(handle.cancel("no more"))).isEqualTo(CancelResult.CANCELLED);
        assertThat(get(handle.outcome()))
                .isInstanceOfSatisfying(
                        Outcome.Cancelled.class,
                        cancelled -> assertThat(cancelled.reason()).isEqualTo("no more"));
        assertThatThrownBy(() -> get(handle.result())).isInstanceOf(TaskCancelledException.class);
        assertThat(get(handle.cancel("again"))).isEqualTo(CancelResult.ALREADY_ENDED);
    }

    @Test
    void aQueueTimeoutIsAnOutcome() {
        TaskHandle handle = get(fleet.submitTask(
                Task.of("nobody comes").limits(TaskLimits.DEFAULT.queueTimeout(Duration.ofMillis(50)))));
        assertThatThrownBy(() -> get(handle.result()))
                .isInstanceOf(TaskFailedException.class)
                .hasMessageContaining("QUEUE_TIMEOUT");
    }

    @Test
    void aDelayedTaskRunsWhenItsTimeHasCome() {
        worker(fleet, WorkerOptions.create(), ECHO);
        TaskHandle handle = get(fleet.submitTask(Task.of("later").delay(Duration.ofMillis(200))));
        assertThat(get(handle.status()).status()).isEqualTo(TaskStatus.DELAYED);
        assertThat(get(handle.result()).text()).isEqualTo("later");
    }

    @Test
    void progressStreamsUntilTheTaskEnds() {
        Promise<TaskResult> end = Promise.promise();
        worker(fleet, WorkerOptions.create(), attempt -> {
            attempt.progress("text", "one");
            attempt.progress("text", "two");
            return end.future();
        });
        List<String> read = new CopyOnWriteArrayList<>();
        Promise<Void> ended = Promise.promise();
        Task task = Task.of("talk").delay(Duration.ofMillis(100));
        TaskHandle handle = get(fleet.submitTask(task));
        handle.progress().handler(progress -> read.add(progress.text())).endHandler(ended::complete);
        await().untilAsserted(() -> assertThat(read).containsExactly("one", "two"));
        assertThat(get(handle.status()).progress()).map(Progress::text).contains("two");
        end.complete(TaskResult.EMPTY);
        get(ended.future());
    }

    @Test
    void eventsShowTheTransitionsOfATaskInOrder() {
        List<FleetEvent.TaskEvent.Kind> kinds = new CopyOnWriteArrayList<>();
        fleet.events(EventQuery.task("e").after(EventQuery.OLDEST)).handler(event -> {
            if (event instanceof FleetEvent.TaskEvent task) {
                kinds.add(task.kind());
            }
        });
        worker(fleet, WorkerOptions.create(), ECHO);
        run(Task.of("other"));
        run(Task.of("watched").id("e"));
        await().untilAsserted(() -> assertThat(kinds)
                .containsExactly(
                        FleetEvent.TaskEvent.Kind.SUBMITTED,
                        FleetEvent.TaskEvent.Kind.STARTED,
                        FleetEvent.TaskEvent.Kind.COMPLETED));
    }

    @Test
    void aDeadLetterIsReplayedAsOneNewTask() {
        List<Boolean> broken = new CopyOnWriteArrayList<>(List.of(true));
        worker(fleet, WorkerOptions.create(), attempt -> {
            if (broken.isEmpty()) {
                return Future.succeededFuture(TaskResult.text("mended"));
            }
            throw new IllegalStateException("broken");
        });
        run(Task.of("x").id("d").maxAttempts(1));
        assertThat(get(fleet.deadLetters(TaskQuery.ALL)).items())
                .singleElement()
                .satisfies(dead -> assertThat(dead.id()).isEqualTo("d"));
        broken.clear();
        TaskHandle one = get(fleet.replay("d"));
        TaskHandle two = get(fleet.replay("d"));
        assertThat(one.id()).isEqualTo("d~1").isEqualTo(two.id());
        assertThat(get(one.result()).text()).isEqualTo("mended");
        assertThat(get(fleet.task("d")).orElseThrow().status()).isEqualTo(TaskStatus.FAILED);
        assertThatThrownBy(() -> get(fleet.replay("d~1"))).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> get(fleet.replay("nobody"))).isInstanceOf(TaskNotFoundException.class);
    }

    @Test
    void purgeDeletesEndedTasksOnly() {
        worker(fleet, WorkerOptions.create().concurrency(50), ECHO);
        List<Task> tasks =
                IntStream.range(0, 1200).mapToObj(i -> Task.of("p" + i)).toList();
        for (TaskHandle handle : get(fleet.submitTasks(tasks))) {
            get(handle.outcome());
        }
        TaskHandle waiting = get(fleet.submitTask(Task.of("w").delay(Duration.ofHours(1))));
        assertThat(get(fleet.purge(TaskQuery.ALL))).isEqualTo(1200);
        assertThat(get(fleet.tasks(TaskQuery.ALL)).items())
                .singleElement()
                .satisfies(left -> assertThat(left.id()).isEqualTo(waiting.id()));
    }

    @Test
    void aTaskThatNobodyCanServeIsVisible() {
        worker(fleet, WorkerOptions.create().capabilities("java"), ECHO);
        get(fleet.submitTask(Task.of("x").requires("cobol")));
        get(fleet.submitTask(
                Task.of("May I?").id("x/ask").type(Workflows.APPROVAL_TYPE).placement(Placement.worker("x/ask"))));
        assertThat(get(fleet.stats()).unservable()).isEqualTo(1);
        assertThat(get(fleet.stats()).queued()).isEqualTo(2);
    }

    @Test
    void workersAreListedAndObeyCommands() {
        worker(fleet, WorkerOptions.create().id("a").capabilities("java").concurrency(2), ECHO);
        assertThat(get(fleet.workers())).singleElement().satisfies(worker -> {
            assertThat(worker.id()).isEqualTo("a");
            assertThat(worker.capabilities()).containsExactly("java");
            assertThat(worker.state()).isEqualTo(WorkerState.ONLINE);
        });
        get(fleet.command("a", WorkerCommand.of(WorkerCommand.PAUSE)));
        await().until(() -> get(fleet.workers()).get(0).state() == WorkerState.PAUSED);
        assertThat(get(fleet.commandAll(WorkerCommand.setConcurrency(7)))).isEqualTo(1);
        await().until(() -> get(fleet.workers()).get(0).concurrency() == 7);
    }

    @Test
    void aCommandToNobodyNamesTheWorkerThatWasProbablyMeant() {
        worker(fleet, WorkerOptions.create().id("build-7"), ECHO);

        assertThat(fleet.command("biuld-7", WorkerCommand.of("x")).toCompletionStage())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(WorkerNotFoundException.class)
                .withMessageContaining("no worker biuld-7 is in this namespace; did you mean 'build-7'?");
        assertThat(fleet.command("nobody", WorkerCommand.of("x")).toCompletionStage())
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("it never joined, or has left");
    }

    @Test
    void closingEndsEveryWait() {
        CodefleetClient other = connect("memory");
        TaskHandle handle = get(other.submitTask(Task.of("never")));
        Future<Outcome> outcome = handle.outcome();
        List<ConnectionState> states = new ArrayList<>();
        other.onConnectionState(states::add);
        Promise<Void> ended = Promise.promise();
        other.events(EventQuery.ALL).endHandler(ended::complete);
        get(other.close());
        get(ended.future());
        assertThatThrownBy(() -> get(outcome)).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(other.submitTask(Task.of("x")))).isInstanceOf(ClosedException.class);
        assertThatThrownBy(() -> get(other.stats())).isInstanceOf(ClosedException.class);
        assertThat(states).containsExactly(ConnectionState.CLOSED);
        get(other.close());
    }

    @Test
    void aHostsVertxOutlivesTheClient() {
        Vertx vertx = Vertx.vertx();
        CodefleetClient guest = get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + name)));
        get(guest.close());
        assertThat(get(vertx.executeBlocking(() -> "alive"))).isEqualTo("alive");
        get(vertx.close());
    }
}
