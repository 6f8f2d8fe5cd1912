package io.codefleet.control.tasks;

import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.FleetEvent;
import io.codefleet.Task;
import io.codefleet.TaskSummary;
import io.codefleet.control.FleetProbe;
import io.codefleet.control.TurnedClock;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskReadModelTest {
    /** Of more event loops than there are contexts, so that a context that is busy holds up no other. */
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(64));

    private final CodefleetClient fleet =
            get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final TaskReadModel model = new TaskReadModel(vertx, fleet, 10, Clock.systemUTC());

    @AfterEach
    void close() {
        model.close();
        get(fleet.close().compose(closed -> vertx.close()).map(true));
    }

    /** The context of the thread that makes a server is also that of the server's connections. */
    @Test
    void aSearchDoesNotWaitForTheContextOfTheThreadThatMadeTheModel() {
        model.start();
        CountDownLatch release = new CountDownLatch(1);
        vertx.getOrCreateContext().runOnContext(busy -> await(release));
        try {
            assertThat(get(model.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10))
                            .items())
                    .isEmpty();
        } finally {
            release.countDown();
        }
    }

    /** Events that were dropped do not come again: the model reads all tasks once more. */
    @Test
    void aGapInTheEventsIsFilledByReadingAllTasksAgain() {
        LossyEvents lossy = new LossyEvents(fleet);
        TaskReadModel gapped = new TaskReadModel(vertx, lossy.client(), 10, Clock.systemUTC());
        gapped.start();
        try {
            assertThat(ids(gapped)).isEmpty();
            lossy.loseAll();
            get(fleet.submitTask(Task.of("x").id("lost")));
            assertThat(lossy.awaitLost()).isTrue();
            assertThat(ids(gapped)).isEmpty();

            lossy.deliver(new FleetEvent.Missed("1", Instant.now()));

            Awaitility.await().untilAsserted(() -> assertThat(ids(gapped)).containsExactly("lost"));
        } finally {
            gapped.close();
        }
    }

    /** A page that cannot be read is read again soon, and not only when the model is refreshed. */
    @Test
    void aLoadThatFailsIsRepeated() {
        FleetProbe probe = new FleetProbe();
        probe.takeAwayAtCall("tasks", 1);
        get(fleet.submitTask(Task.of("x").id("early")));
        TaskReadModel late = new TaskReadModel(vertx, probe.view(fleet), 10, Clock.systemUTC());
        late.start();
        try {
            Awaitility.await().until(() -> probe.calls("tasks") == 1);
            probe.bringBack();
            Awaitility.await().untilAsserted(() -> {
                TaskList found = get(late.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10));
                assertThat(found.items()).extracting(TaskSummary::id).containsExactly("early");
                assertThat(found.complete()).isTrue();
            });
        } finally {
            late.close();
        }
    }

    /** A task that this process has submitted is found, or the answer says that it may be missing. */
    @Test
    void anAnswerWithoutAChangeOfThisProcessIsNotComplete() {
        SlowReads slow = new SlowReads(fleet);
        TaskReadModel lagging = new TaskReadModel(vertx, slow.client(), 10, Clock.systemUTC());
        lagging.start();
        try {
            Awaitility.await()
                    .until(() -> get(lagging.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10))
                            .complete());
            slow.hold();
            get(fleet.submitTask(Task.of("x").id("own")));
            lagging.changed("own");

            TaskList behind = get(lagging.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10));
            assertThat(behind.items()).isEmpty();
            assertThat(behind.complete()).isFalse();

            slow.release();
            TaskList current = get(lagging.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10));
            assertThat(current.items()).extracting(TaskSummary::id).containsExactly("own");
            assertThat(current.complete()).isTrue();
        } finally {
            lagging.close();
        }
    }

    /** A change of another process that waits for long is said to be missing too. */
    @Test
    void anAnswerWithoutAnOldChangeIsNotComplete() {
        SlowReads slow = new SlowReads(fleet);
        TurnedClock clock = new TurnedClock();
        TaskReadModel lagging = new TaskReadModel(vertx, slow.client(), 10, clock);
        lagging.start();
        try {
            Awaitility.await()
                    .until(() -> get(lagging.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10))
                            .complete());
            slow.hold();
            get(fleet.submitTask(Task.of("x").id("other")));
            Awaitility.await().until(slow::holds);
            TaskList fresh = get(lagging.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10));
            assertThat(fresh.complete()).isTrue();
            clock.advance(Duration.ofSeconds(6));
            TaskList old = get(lagging.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10));
            assertThat(old.complete()).isFalse();
            assertThat(old.asOf()).isBefore(clock.instant().minusSeconds(5));
        } finally {
            slow.release();
            lagging.close();
        }
    }

    private static List<String> ids(TaskReadModel model) {
        return get(model.search(TaskFilter.ALL, TaskOrder.NEWEST, Optional.empty(), 10)).items().stream()
                .map(TaskSummary::id)
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
