package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.FleetEvent;
import io.codefleet.FleetEvent.TaskEvent.Kind;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.StorageLimits;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.EventBatch;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The stream of what happens to tasks and workers. */
public abstract class EventTck extends BrokerTck {
    private static final Duration WAIT = Duration.ofSeconds(30);

    private Future<EventBatch> events(String cursor, int max, Duration wait) {
        return client().broker.events(Optional.of(cursor), max, wait);
    }

    private static List<String> taskIds(List<FleetEvent> events) {
        return events.stream()
                .filter(FleetEvent.TaskEvent.class::isInstance)
                .map(event -> ((FleetEvent.TaskEvent) event).taskId())
                .toList();
    }

    @Test
    void withoutACursorItIsGivenAtOnce() {
        client().submit(task("before"));
        EventBatch now = get(client().broker.events(Optional.empty(), 10, WAIT));
        assertThat(now.events()).isEmpty();

        client().submit(task("after"));
        assertThat(taskIds(client().eventsAfter(now.cursor()))).containsExactly("after");
    }

    @Test
    void eventsComeInTheirOrder() {
        String cursor = client().cursorOfNow();
        client().submit(many("t", 20));

        assertThat(taskIds(client().eventsAfter(cursor)))
                .containsExactlyElementsOf(many("t", 20).stream().map(Task::id).toList());
    }

    @Test
    void aBatchHasNoMoreThanWasAskedFor() {
        String cursor = client().cursorOfNow();
        client().submit(tasks("a", "b", "c"));

        EventBatch first = get(events(cursor, 2, Duration.ZERO));
        assertThat(taskIds(first.events())).containsExactly("a", "b");
        EventBatch second = get(events(first.cursor(), 2, Duration.ZERO));
        assertThat(taskIds(second.events())).containsExactly("c");
    }

    @Test
    void theCursorOfAnEventIsACursorToo() {
        String cursor = client().cursorOfNow();
        client().submit(tasks("a", "b", "c"));
        FleetEvent first = client().eventsAfter(cursor).get(0);

        assertThat(taskIds(client().eventsAfter(first.cursor()))).containsExactly("b", "c");
    }

    @Test
    void theSameCursorGivesTheSameEvents() {
        String cursor = client().cursorOfNow();
        client().submit(tasks("a", "b"));

        assertThat(get(events(cursor, 10, Duration.ZERO))).isEqualTo(get(events(cursor, 10, Duration.ZERO)));
        assertThat(get(connect().broker.events(Optional.of(cursor), 10, Duration.ZERO)))
                .isEqualTo(get(events(cursor, 10, Duration.ZERO)));
    }

    @Test
    void aWaitThatIsOverGivesNothing() {
        String cursor = client().cursorOfNow();
        EventBatch none = get(events(cursor, 10, TckWorker.A_WHILE));
        assertThat(none.events()).isEmpty();

        client().submit(task("t"));
        assertThat(taskIds(client().eventsAfter(none.cursor()))).containsExactly("t");
    }

    @Test
    void aWaitEndsWithTheFirstEvent() {
        Future<EventBatch> waiting = events(client().cursorOfNow(), 10, WAIT);
        connect().submit(task("t"));

        assertThat(taskIds(get(waiting).events())).containsExactly("t");
    }

    @Test
    void allWaitingReadersAreWoken() {
        String cursor = client().cursorOfNow();
        Future<EventBatch> one = events(cursor, 10, WAIT);
        Future<EventBatch> other = connect().broker.events(Optional.of(cursor), 10, WAIT);
        client().submit(task("t"));

        assertThat(taskIds(get(one).events())).containsExactly("t");
        assertThat(taskIds(get(other).events())).containsExactly("t");
    }

    @Test
    void theStreamHasEveryTransitionOfATask() {
        client().submit(task("t").type("review"));
        TckWorker worker = worker("w");
        worker.release(worker.claimOne());
        worker.failAndRetry(worker.claimOne(), ticks(1));
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        worker.complete(worker.claimOne());

        assertThat(client().eventsOf("t"))
                .containsExactly(
                        Kind.SUBMITTED,
                        Kind.STARTED,
                        Kind.RELEASED,
                        Kind.STARTED,
                        Kind.RETRYING,
                        Kind.STARTED,
                        Kind.COMPLETED);
    }

    @Test
    void theStreamHasLostLeasesAndFailures() {
        client().submit(task("t").maxAttempts(2));
        worker("lost").lease(ticks(1)).claimOne();
        after(ticks(2), () -> assertThat(client().status("t")).isEqualTo(TaskStatus.QUEUED));
        TckWorker worker = worker("w");
        worker.fail(worker.claimOne());

        assertThat(client().eventsOf("t"))
                .containsExactly(Kind.SUBMITTED, Kind.STARTED, Kind.LEASE_LOST, Kind.STARTED, Kind.FAILED);
    }

    @Test
    void theStreamHasCancels() {
        client().submit(tasks("running", "waiting"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        client().cancel("running");
        client().cancel("waiting");
        worker.cancelled(running, "no longer needed");

        assertThat(client().eventsOf("running"))
                .containsExactly(Kind.SUBMITTED, Kind.STARTED, Kind.CANCEL_REQUESTED, Kind.CANCELLED);
        assertThat(client().eventsOf("waiting")).containsExactly(Kind.SUBMITTED, Kind.CANCELLED);
    }

    @Test
    void anEventNamesItsTaskAndWorker() {
        String cursor = client().cursorOfNow();
        client().submit(task("t").type("review"));
        TckWorker worker = worker("w");
        worker.complete(worker.claimOne());

        List<FleetEvent> events = client().eventsAfter(cursor);
        assertThat(events)
                .filteredOn(FleetEvent.TaskEvent.class::isInstance)
                .extracting(event -> (FleetEvent.TaskEvent) event)
                .allSatisfy(event -> assertThat(event.taskType()).isEqualTo("review"))
                .filteredOn(event -> event.kind() == Kind.STARTED)
                .singleElement()
                .satisfies(started -> {
                    assertThat(started.attempt()).isEqualTo(1);
                    assertThat(started.workerId()).contains("w");
                    assertThat(client().find("t").summary().startedAt()).contains(started.at());
                });
    }

    @Test
    void theStreamHasWorkerEvents() {
        TckWorker left = worker("left");
        left.leave();
        new TckWorker(client().broker, "lost").beat(WorkerProfile.of("lost").info(), ticks(1));

        after(
                ticks(2),
                () -> assertThat(client().eventsOfWorker("lost"))
                        .containsExactly(WorkerEvent.Kind.JOINED, WorkerEvent.Kind.LOST));
        assertThat(client().eventsOfWorker("left")).containsExactly(WorkerEvent.Kind.JOINED, WorkerEvent.Kind.LEFT);
    }

    @Test
    void aHeartbeatPublishesNoEvent() {
        TckWorker worker = worker("w");
        worker.beat(WorkerProfile.of("w").running(3).info(), Duration.ofHours(2));

        assertThat(client().eventsOfWorker("w")).containsExactly(WorkerEvent.Kind.JOINED);
    }

    @Test
    void aSlowReaderGetsAMissedEvent() {
        limits = StorageLimits.DEFAULT.maxEvents(100);
        client().submit(task("first"));
        String cursor = client().cursorOfNow();
        submitTooMany();

        assertMissed(cursor);
    }

    @Test
    void aReaderThatStartedBeforeTheFirstEventGetsAMissedEvent() {
        limits = StorageLimits.DEFAULT.maxEvents(100);
        String cursor = client().cursorOfNow();
        submitTooMany();

        assertMissed(cursor);
    }

    private void submitTooMany() {
        for (int i = 0; i < 6; i++) {
            client().submit(many(i + "-", 1000));
        }
    }

    private void assertMissed(String cursor) {
        EventBatch batch = get(events(cursor, 10, Duration.ZERO));
        assertThat(batch.events()).hasSizeGreaterThan(1);
        assertThat(batch.events().get(0)).isInstanceOf(FleetEvent.Missed.class);
        List<FleetEvent> rest = client().eventsAfter(batch.cursor());
        assertThat(rest).hasSizeLessThan(5990).noneMatch(FleetEvent.Missed.class::isInstance);
        assertThat(taskIds(rest)).endsWith("5-998", "5-999");
    }
}
