package io.codefleet.internal.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Checkpoint;
import io.codefleet.Progress;
import io.codefleet.RetryPolicy;
import io.codefleet.broker.AttemptReport;
import io.codefleet.broker.Lease;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much an attempt says to nobody. */
class ProgressPublisherTest {
    private final Owner owner = new Owner();
    private final List<String> sent = new ArrayList<>();
    private boolean watched;
    private final ProgressPublisher publisher = new ProgressPublisher(owner, progress -> {
        sent.add(progress.text());
        return Future.succeededFuture(watched);
    });

    /** A worker's context, with timers that the test rings. */
    private static final class Owner implements AttemptOwner {
        private final List<Runnable> timers = new ArrayList<>();

        void ring() {
            List<Runnable> due = List.copyOf(timers);
            timers.clear();
            due.forEach(Runnable::run);
        }

        @Override
        public void onContext(Runnable action) {
            action.run();
        }

        @Override
        public long setTimer(long millis, Runnable action) {
            timers.add(action);
            return timers.size();
        }

        @Override
        public void cancelTimer(long timer) {
            timers.clear();
        }

        @Override
        public void report(AttemptRun run, AttemptReport report) {}

        @Override
        public void ended(AttemptRun run) {}

        @Override
        public Duration stopGrace() {
            return Duration.ZERO;
        }

        @Override
        public RetryPolicy retry() {
            return RetryPolicy.NONE;
        }

        @Override
        public Future<Void> checkpoint(Lease lease, Checkpoint checkpoint) {
            return Future.succeededFuture();
        }

        @Override
        public Future<Boolean> progress(Lease lease, Progress progress) {
            return Future.succeededFuture(false);
        }
    }

    private void publish(String... texts) {
        for (String text : texts) {
            publisher.publish(new Progress("t", 1, Instant.EPOCH, "text", text, Map.of()));
        }
    }

    @Test
    void aWatchedAttemptSendsEverything() {
        watched = true;
        publish("one", "two", "three");

        assertThat(sent).containsExactly("one", "two", "three");
    }

    @Test
    void anUnwatchedAttemptSendsTheLatestAtIntervals() {
        publish("one", "two", "three");
        assertThat(sent).containsExactly("one");
        owner.ring();
        assertThat(sent).containsExactly("one", "three");
        owner.ring();

        assertThat(sent).containsExactly("one", "three");
    }

    @Test
    void aNewWatcherIsNoticed() {
        publish("one", "two");
        watched = true;
        owner.ring();
        publish("three", "four");

        assertThat(sent).containsExactly("one", "two", "three", "four");
    }

    @Test
    void atTheEndTheLastIsSentOnce() {
        publish("one", "two", "three");
        publisher.end();
        owner.ring();

        assertThat(sent).containsExactly("one", "three");
    }
}
