package io.codefleet.control.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Codefleet;
import io.codefleet.CodefleetClient;
import io.codefleet.CodefleetOptions;
import io.codefleet.EventQuery;
import io.codefleet.EventStream;
import io.codefleet.Task;
import io.codefleet.testing.FutureResults;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedEventsTest {
    private static final int MANY = 1000;

    private final Vertx vertx = Vertx.vertx();
    private final CodefleetClient fleet =
            FutureResults.get(Codefleet.connect(vertx, CodefleetOptions.of("memory:" + UUID.randomUUID())));
    private final SharedEvents shared = new SharedEvents(vertx, fleet);

    @AfterEach
    void close() {
        FutureResults.get(fleet.close().map(true));
        FutureResults.get(vertx.close().map(true));
    }

    private static List<Frame> frames(EventStream<Frame> stream) {
        List<Frame> frames = new CopyOnWriteArrayList<>();
        stream.handler(frames::add);
        return frames;
    }

    private void submit(int from, int to) {
        List<Task> tasks = new ArrayList<>();
        IntStream.range(from, to).forEach(i -> tasks.add(Task.of("x").id("t" + i)));
        FutureResults.get(fleet.submitTasks(tasks));
    }

    private static List<String> tasks(List<Frame> frames) {
        return frames.stream()
                .map(frame ->
                        new JsonObject(frame.message()).getJsonObject("data").getString("task"))
                .toList();
    }

    private static List<String> names(int number) {
        return IntStream.range(0, number).mapToObj(i -> "t" + i).toList();
    }

    /** Waits until a watcher has begun: an event that it sees is behind its begin. */
    private void begun(List<Frame> frames) {
        await().until(() -> {
            FutureResults.get(fleet.submitTask(Task.of("x").id("begin-" + UUID.randomUUID())));
            return !frames.isEmpty();
        });
    }

    @Test
    void anEventIsTheSameFrameForAllWatchers() {
        List<Frame> one = frames(shared.open(EventQuery.ALL));
        List<Frame> other = frames(shared.open(EventQuery.TASKS));
        begun(one);
        begun(other);
        submit(0, 1);
        await().until(() -> tasks(one).contains("t0") && tasks(other).contains("t0"));
        assertThat(other.get(tasks(other).indexOf("t0")))
                .isSameAs(one.get(tasks(one).indexOf("t0")));
    }

    @Test
    void aWatcherThatReadsSlowlyMissesNothingAndHoldsNobodyUp() {
        EventStream<Frame> slow = shared.open(EventQuery.TASKS);
        List<Frame> late = frames(slow);
        List<Frame> early = frames(shared.open(EventQuery.TASKS));
        begun(late);
        begun(early);
        slow.pause();
        submit(0, MANY);
        await().until(() -> tasks(early).containsAll(names(MANY)));
        assertThat(tasks(late)).doesNotContain("t" + (MANY - 1));

        slow.resume();

        await().until(() -> tasks(late).contains("t" + (MANY - 1)));
        assertThat(tasks(late)).filteredOn(name -> name.startsWith("t")).containsExactlyElementsOf(names(MANY));
        submit(MANY, MANY + 1);
        await().until(() -> tasks(late).contains("t" + MANY));
    }

    @Test
    void aFailureOfOneWatcherIsItsOwn() {
        EventStream<Frame> broken = shared.open(EventQuery.TASKS);
        broken.handler(frame -> {
            throw new IllegalStateException("cannot be written");
        });
        List<Frame> other = frames(shared.open(EventQuery.TASKS));
        begun(other);
        submit(0, 2);
        await().until(() -> tasks(other).containsAll(names(2)));
    }

    @Test
    void theNextWatcherBeginsAfterAllOthersHaveLeft() {
        EventStream<Frame> first = shared.open(EventQuery.TASKS);
        begun(frames(first));
        FutureResults.get(first.close().map(true));
        List<Frame> next = frames(shared.open(EventQuery.TASKS));
        begun(next);
        submit(0, 1);
        await().until(() -> tasks(next).contains("t0"));
    }
}
