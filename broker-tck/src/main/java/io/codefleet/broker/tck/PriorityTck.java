package io.codefleet.broker.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Placement;
import io.codefleet.Task;
import io.codefleet.broker.Assignment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of claims: by priority and age, over all lanes that a worker serves. */
public abstract class PriorityTck extends BrokerTck {
    @Test
    void theHigherPriorityGoesFirst() {
        client().submit(
                        task("low").priority(2),
                        task("high").priority(8),
                        task("middle").priority(5));

        assertThat(worker("w").claimIds(3)).containsExactly("high", "middle", "low");
    }

    @Test
    void equalPrioritiesGoInTheOrderOfSubmits() {
        for (Task task : many("t", 20)) {
            client().submit(task);
        }
        assertThat(worker("w").claimIds(20)).containsExactlyElementsOf(ids(20));
    }

    @Test
    void equalPrioritiesOfOneSubmitKeepTheirOrder() {
        client().submit(many("t", 300));

        TckWorker worker = worker("w");
        List<String> claimed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            claimed.addAll(worker.claimIds(100));
        }
        assertThat(claimed).containsExactlyElementsOf(ids(300));
    }

    private static List<String> ids(int count) {
        return many("t", count).stream().map(Task::id).toList();
    }

    /** After a worker takes the first task of a lane, the others must see the lane at the position of its next task. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theFirstTaskOfAllServedLanesIsAssignedWhicheverWorkerTookTheOthers(long seed) {
        Random random = new Random(seed);
        List<String> types = List.of("a", "b", "c", "d", "e", "f");
        List<WorkerProfile> profiles = List.of(
                WorkerProfile.of("all"),
                WorkerProfile.of("ab").types("a", "b"),
                WorkerProfile.of("bcd").types("b", "c", "d"));
        List<TckWorker> workers = profiles.stream().map(this::worker).toList();
        Deque<Assignment> running = new ArrayDeque<>();
        List<Task> waiting = new ArrayList<>();
        for (int step = 0; step < 150; step++) {
            int chosen = random.nextInt(profiles.size());
            if (random.nextInt(3) == 0) {
                List<Task> expected = waiting.stream()
                        .filter(task -> profiles.get(chosen).info().serves(task.type(), task.requiredCapabilities()))
                        .sorted(Comparator.comparingInt((Task task) -> -task.priority())
                                .thenComparing((Task task) -> task.id()))
                        .limit(1 + random.nextInt(4))
                        .toList();
                List<Assignment> given = workers.get(chosen).claim(Math.max(1, expected.size()));
                assertThat(given).extracting(Assignment::task).containsExactlyElementsOf(expected);
                waiting.removeAll(expected);
                running.addAll(given);
            } else if (random.nextInt(4) == 0 && !running.isEmpty()) {
                Assignment released = running.remove();
                assertThat(workers.get(0).release(released)).isTrue();
                waiting.add(released.task());
            } else {
                Task task = task("t%03d".formatted(step))
                        .type(types.get(random.nextInt(types.size())))
                        .priority(random.nextInt(4));
                client().submit(task);
                waiting.add(task);
            }
        }
    }

    @Test
    void theHighestPriorityGoesBeforeTheLowest() {
        client().submit(task("lowest").priority(0), task("highest").priority(Task.MAX_PRIORITY));

        assertThat(worker("w").claimIds(2)).containsExactly("highest", "lowest");
    }

    @Test
    void everyPriorityHasItsPlace() {
        List<Task> tasks = new ArrayList<>();
        List<String> descending = new ArrayList<>();
        for (int priority = Task.MAX_PRIORITY; priority >= 0; priority--) {
            tasks.add(task("p" + priority).priority(priority));
            descending.add("p" + priority);
        }
        Collections.shuffle(tasks, new Random(4711));
        client().submit(tasks);

        assertThat(worker("w").claimIds(tasks.size())).containsExactlyElementsOf(descending);
    }

    @Test
    void priorityCountsAcrossLanes() {
        client().submit(
                        task("a-low").type("a").priority(1),
                        task("b-high").type("b").priority(9),
                        task("a-high").type("a").priority(8),
                        task("b-low").type("b").priority(2),
                        task("able").type("a").requires("git").priority(5));

        TckWorker worker = worker(WorkerProfile.of("w").offers("git"));
        assertThat(worker.claimIds(5)).containsExactly("b-high", "a-high", "able", "b-low", "a-low");
    }

    @Test
    void theOrderOfSubmitsCountsAcrossLanes() {
        client().submit(
                        task("1").type("a"),
                        task("2").type("b"),
                        task("3").type("a"),
                        task("4").type("c"));

        TckWorker worker = worker("w");
        assertThat(worker.claimIds(2)).containsExactly("1", "2");
        assertThat(worker.claimIds(2)).containsExactly("3", "4");
    }

    @Test
    void aPlacedTaskFollowsTheSameOrder() {
        Placement placement = Placement.worker("w");
        client().submit(task("1"), task("2").placement(placement), task("3"));
        client().submit(task("urgent").placement(placement).priority(9));

        assertThat(worker("w").claimIds(4)).containsExactly("urgent", "1", "2", "3");
    }

    @Test
    void waitingLiftsATask() {
        needsAClockThatTurns();
        client().submit(task("old").priority(3));
        advance(Task.AGE_PER_PRIORITY.multipliedBy(4));
        client().submit(task("new").priority(6));

        assertThat(worker("w").claimIds(2)).containsExactly("old", "new");
    }

    @Test
    void waitingLiftsATaskAcrossLanes() {
        needsAClockThatTurns();
        client().submit(task("old").type("a").priority(0));
        advance(Task.AGE_PER_PRIORITY.multipliedBy(101));
        client().submit(task("new").type("b").priority(Task.MAX_PRIORITY));

        assertThat(worker("w").claimIds(2)).containsExactly("old", "new");
    }

    @Test
    void aStepOfPriorityOutweighsAMinuteLess() {
        needsAClockThatTurns();
        client().submit(task("old").priority(5));
        advance(Task.AGE_PER_PRIORITY.minusSeconds(10));
        client().submit(task("new").priority(6));

        assertThat(worker("w").claimIds(2)).containsExactly("new", "old");
    }

    @Test
    void aReleasedTaskIsQueuedByItsAge() {
        client().submit(tasks("first", "second"));
        TckWorker worker = worker("w");
        worker.release(worker.claimOne());

        assertThat(worker.claimIds(2)).containsExactly("first", "second");
    }

    @Test
    void aRetriedTaskIsQueuedByItsAge() {
        client().submit(tasks("first", "second"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), ticks(1));

        after(ticks(2), () -> assertThat(client().stats().queued()).isEqualTo(2));
        assertThat(worker.claimIds(2)).containsExactly("first", "second");
    }

    @Test
    void aTaskWhoseWorkerWasLostIsQueuedByItsAge() {
        client().submit(tasks("first", "second"));
        worker("lost").lease(ticks(1)).claimOne();

        after(ticks(2), () -> assertThat(client().stats().queued()).isEqualTo(2));
        assertThat(worker("w").claimIds(2)).containsExactly("first", "second");
    }

    @Test
    void aDelayedTaskIsOrderedByItsSubmitTime() {
        client().submit(task("early").delay(ticks(1)));
        client().submit(task("late"));

        after(ticks(2), () -> assertThat(client().stats().queued()).isEqualTo(2));
        assertThat(worker("w").claimIds(2)).containsExactly("early", "late");
    }
}
