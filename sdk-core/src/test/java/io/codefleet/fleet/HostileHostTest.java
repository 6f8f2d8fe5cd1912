package io.codefleet.fleet;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.codefleet.BulkOptions;
import io.codefleet.CodefleetClient;
import io.codefleet.ErrorKind;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.FleetEvent;
import io.codefleet.Outcome;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.codefleet.TaskHandler;
import io.codefleet.TaskLimits;
import io.codefleet.TaskResult;
import io.codefleet.Worker;
import io.codefleet.WorkerCommand;
import io.codefleet.WorkerOptions;
import io.codefleet.WorkerState;
import io.codefleet.error.ClosedException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.SubmitException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a host gives may throw or be null: that ends what it belongs to, and takes no slot, queue or stream with it. */
class HostileHostTest extends FleetTest {
    private static final Task ONCE = Task.of("x").retry(RetryPolicy.NONE);

    static Stream<TaskHandler> hostileHandlers() {
        return Stream.of(
                attempt -> {
                    throw new IllegalStateException("thrown");
                },
                attempt -> {
                    throw new NoClassDefFoundError("no/such/Class");
                },
                attempt -> null,
                attempt -> Future.succeededFuture(),
                attempt -> Future.failedFuture(new StackOverflowError()),
                attempt -> {
                    attempt.progress("text", "x", Map.of("not JSON", new Object()));
                    attempt.progress("text", "x", new HashMap<>(Map.of("n", Double.NaN)));
                    throw new IllegalStateException("thrown");
                });
    }

    @ParameterizedTest
    @MethodSource("hostileHandlers")
    void aHandlerThatFailsInAnyWayFailsItsAttemptAndFreesItsSlot(TaskHandler hostile) {
        worker(
                fleet,
                quick().concurrency(1),
                attempt -> attempt.task().prompt().equals("x") ? hostile.handle(attempt) : ECHO.handle(attempt));
        Outcome outcome = run(ONCE);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.error().kind()).isEqualTo(ErrorKind.TRANSIENT));
        assertThat(run(Task.of("next")).resultOrThrow().text()).isEqualTo("next");
    }

    @ParameterizedTest
    @ValueSource(strings = {"claim", "report", "renew", "heartbeat", "receive", "runMaintenance", "follow", "submit"})
    void aCallThatTheBrokerThrowsFromIsMadeAgain(String method) {
        CodefleetClient faulty = connect("faulty");
        worker(
                faulty,
                quick().concurrency(4),
                attempt -> attempt.task().prompt().equals("held")
                        ? attempt.stopRequested().map(reason -> TaskResult.EMPTY)
                        : ECHO.handle(attempt));
        get(faulty.submitTask(Task.of("held")));
        FaultyBrokerProvider.throwFrom(method, 3);
        await().until(() -> {
            faulty.submitTask(Task.of("x")).compose(TaskHandle::outcome);
            faulty.handle("unknown").outcome();
            return FaultyBrokerProvider.toThrow(method) == 0;
        });
        TaskHandle handle = get(faulty.submitTask(Task.of("last").maxAttempts(5)));
        assertThat(get(handle.outcome()).resultOrThrow().text()).isEqualTo("last");
        get(faulty.close());
    }

    @Test
    void aHandlerOfCommandsThatThrowsLeavesTheWorkerListening() {
        Worker worker = fleet.worker(quick().id("w")).handleAny(ECHO).onCommand(command -> {
            throw new IllegalStateException("the host's own fault");
        });
        get(worker.start());
        get(fleet.command("w", WorkerCommand.of("unheard-of")));
        get(fleet.command("w", WorkerCommand.of(WorkerCommand.PAUSE)));
        await().until(() -> worker.state() == WorkerState.PAUSED);
    }

    @Test
    void aConcurrencyBeyondAllBoundsIsTheMostThatThereIs() {
        Worker worker = worker(fleet, quick().id("w"), ECHO);
        get(fleet.command("w", new WorkerCommand(WorkerCommand.SET_CONCURRENCY, Map.of("concurrency", 4294967297L))));
        await().until(() -> worker.concurrency() == WorkerOptions.MAX_CONCURRENCY);
    }

    @Test
    void aDrainBeyondAllTimesIsADrain() {
        Worker worker = worker(fleet, quick().id("w"), ECHO);
        get(fleet.command("w", new WorkerCommand(WorkerCommand.DRAIN, Map.of("timeLimitMillis", Long.MAX_VALUE))));
        await().until(() -> worker.state() == WorkerState.DRAINING);
        get(worker.drain(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void theEarlierOfTwoWorkersWithOneIdIsNotifiedAndClaimsNothingMore() {
        CodefleetClient other = connect("memory");
        Worker earlier = worker(fleet, quick().id("w"), attempt -> Future.succeededFuture(TaskResult.text("earlier")));
        Worker later = worker(other, quick().id("w"), attempt -> Future.succeededFuture(TaskResult.text("later")));
        await().until(() -> earlier.state() == WorkerState.DRAINING);
        get(earlier.close());

        assertThat(later.state()).isEqualTo(WorkerState.ONLINE);
        assertThat(get(fleet.workers())).hasSize(1);
        for (int i = 0; i < 5; i++) {
            assertThat(run(Task.of("x")).resultOrThrow().text()).isEqualTo("later");
        }
        get(other.close());
    }

    @Test
    void aHandlerOfTheStateThatThrowsDoesNotKeepTheClientFromClosing() {
        CodefleetClient other = connect("memory");
        List<Object> heard = new CopyOnWriteArrayList<>();
        other.onConnectionState(state -> {
            throw new IllegalStateException("the host's own fault");
        });
        other.onConnectionState(heard::add);
        get(other.close());
        assertThat(heard).hasSize(1);
    }

    @Test
    void anEventHandlerThatThrowsStillReceivesTheNextEvents() {
        List<FleetEvent> heard = new CopyOnWriteArrayList<>();
        EventStream<FleetEvent> events = fleet.events(EventQuery.ALL.after(EventQuery.OLDEST));
        events.handler(event -> {
            heard.add(event);
            throw new IllegalStateException("the host's own fault");
        });
        get(fleet.submitTask(Task.of("x")));
        get(fleet.submitTask(Task.of("x")));
        await().until(() -> heard.size() == 2);
        get(events.close());
    }

    @Test
    void aSourceThatFailsToCloseStillEndsTheBulkSubmitOfAClosedClient() {
        CodefleetClient other = connect("memory");
        get(other.close());
        Stream<Task> tasks = Stream.of(Task.of("a")).onClose(() -> {
            throw new IllegalStateException("the host's own fault");
        });
        assertThatThrownBy(() -> get(other.submitAll(tasks, BulkOptions.DEFAULT).result()))
                .hasCauseInstanceOf(ClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ann:secret@git.internal/shop.git",
                "HTTPS://:secret@git.internal/shop.git#main",
                " ssh://ann:secret@git.internal/shop",
                "https:/ann:secret@git.internal/shop.git"
            })
    void aPasswordInTheUrlOfAProjectIsRefusedAndNotShown(String project) {
        Task task = Task.of("x").id("leaks").project(project);
        assertThatThrownBy(() -> get(fleet.submitTask(task)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("project")
                .hasMessageContaining("workspace.git.credentials")
                .hasMessageNotContaining("secret");
        assertThat(get(fleet.task("leaks"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://git.internal:8443/shop.git#release@2",
                "git@git.internal:group/shop.git",
                "ssh://git@git.internal:22/shop.git",
                "/srv/a:b@c"
            })
    void aProjectWithoutAPasswordIsAccepted(String project) {
        get(fleet.submitTask(Task.of("x").id("open").project(project)));
        assertThat(get(fleet.task("open"))).isPresent();
    }

    @Test
    void aDelayThatIsNotShorterThanTheDeadlineIsRefusedAndBothAreNamed() {
        Task never = Task.of("x").id("never").delay(Duration.ofDays(8));
        assertThatThrownBy(() -> get(fleet.submitTask(never)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("delay")
                .hasMessageContaining("is 8d,")
                .hasMessageContaining("limits.deadline of 7d");
        TaskLimits limits = TaskLimits.DEFAULT.deadline(Duration.ofHours(1));
        assertThatThrownBy(
                        () -> get(fleet.submitTask(Task.of("x").limits(limits).delay(Duration.ofHours(1)))))
                .isInstanceOf(InvalidInputException.class);
        Task reachable = Task.of("x").limits(limits).delay(Duration.ofMinutes(59));
        get(fleet.submitTask(reachable));
        assertThat(get(fleet.task("never"))).isEmpty();
    }

    @Test
    void amongOthersAnUnreachableTaskIsRefusedAlone() {
        List<Task> tasks = List.of(
                Task.of("x").id("a"),
                Task.of("x").id("never").delay(Duration.ofDays(8)),
                Task.of("x").id("b"));
        assertThatThrownBy(() -> get(fleet.submitTasks(tasks)))
                .isInstanceOfSatisfying(
                        SubmitException.class,
                        refused -> assertThat(refused.refused()).containsOnlyKeys("never"));
        assertThat(get(fleet.task("a"))).isPresent();
        assertThat(get(fleet.task("b"))).isPresent();
        List<Task> refused = new CopyOnWriteArrayList<>();
        BulkOptions options = BulkOptions.DEFAULT.onRefused((task, reason) -> refused.add(task));
        Stream<Task> bulk = tasks.stream().map(task -> task.id("bulk-" + task.id()));
        assertThat(get(fleet.submitAll(bulk, options).result()).accepted()).isEqualTo(2);
        assertThat(refused).extracting(Task::id).containsExactly("bulk-never");
    }
}
