package io.codefleet.broker.log.server;

import static io.codefleet.testing.FutureResults.failureOf;
import static io.codefleet.testing.FutureResults.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.broker.log.Leadership;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.ClosedException;
import io.codefleet.testing.VertxExtension;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An election whose silence is mostly longer than the test: only what needs no silence happens. */
class LeaderElectionTest {
    private static final Duration SILENCE = Duration.ofHours(1);

    @RegisterExtension
    final VertxExtension vertx = new VertxExtension();

    private final List<Announcement> announced = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger answering = new AtomicInteger();

    /** Messages of a log with this end, on which a process leads or not. */
    private final class FixedMessages implements ElectionMessages {
        private final long end;
        private final boolean isKept;
        private final boolean isLed;

        FixedMessages(long end, boolean isKept, boolean isLed) {
            this.end = end;
            this.isKept = isKept;
            this.isLed = isLed;
        }

        @Override
        public String clientId() {
            return "me";
        }

        @Override
        public ClosedException closedFailure() {
            return new ClosedException("the test");
        }

        @Override
        public Future<Long> end() {
            looks.incrementAndGet();
            return Future.succeededFuture(end);
        }

        @Override
        public Future<Void> announce(Announcement announcement) {
            announced.add(announcement);
            return Future.succeededFuture();
        }

        @Override
        public boolean keepsAnnouncements() {
            return isKept;
        }

        @Override
        public Future<Boolean> isLed() {
            return Future.succeededFuture(isLed);
        }

        @Override
        public Runnable answer(BooleanSupplier announce) {
            answering.incrementAndGet();
            return answering::decrementAndGet;
        }
    }

    private final class Candidate {
        private final Context context = vertx.get().getOrCreateContext();
        private final LeaderElection election;

        Candidate(ElectionMessages messages) {
            this(messages, SILENCE);
        }

        Candidate(ElectionMessages messages, Duration silence) {
            election = new LeaderElection(vertx.get(), context, messages, silence);
        }

        void run(Runnable step) {
            Promise<Void> done = Promise.promise();
            context.runOnContext(v -> {
                step.run();
                done.complete();
            });
            get(done.future());
        }

        void receive(String id, long rank, boolean leaves) {
            run(() -> election.onAnnouncement(new Announcement(id, rank, true, leaves)));
        }
    }

    @Test
    void aKeptLeaveOfAProcessThatWasNotKnownIsAVacancyOnceAHeartbeatIsMissed() {
        Duration silence = Duration.ofSeconds(1);
        Candidate candidate = new Candidate(new FixedMessages(5, true, false), silence);
        candidate.receive("unknown", 5, true);
        long from = System.nanoTime();
        Leadership leadership = get(candidate.election.elect());
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .isGreaterThan(silence.multipliedBy(3).dividedBy(8));
        assertThat(leadership.lost().isComplete()).isFalse();
        assertThat(candidate.election.mayBeginBehind(5)).isTrue();
        assertThat(announced).contains(new Announcement("me", 5, false, false));
    }

    @Test
    void aLeaveThatIsNotKeptIsAVacancyOnlyOfTheKnownLeader() {
        Candidate candidate = new Candidate(new FixedMessages(5, false, false));
        Future<Leadership> elected = candidate.election.elect();
        await().until(() -> looks.get() == 1);
        candidate.receive("unknown", 9, true);
        candidate.receive("leader", 5, false);
        candidate.receive("unknown", 9, true);
        assertThat(looks).hasValue(1);
        candidate.receive("leader", 5, true);
        assertThat(get(elected)).isNotNull();
    }

    @Test
    void anEmptyLogThatNobodyLeadsNeedsNoSilence() {
        assertThat(get(new Candidate(new FixedMessages(0, false, false)).election.elect()))
                .isNotNull();
        assertThat(get(new Candidate(new FixedMessages(0, true, true)).election.elect()))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void aCandidateLetsOthersComeFirst(long end) {
        Duration delay = Duration.ofMillis(400);
        Candidate candidate = new Candidate(new FixedMessages(end, false, false));
        candidate.receive("leader", end, false);
        long from = System.nanoTime();
        Future<Leadership> elected = candidate.election.elect(() -> delay);
        await().until(() -> looks.get() == 1);
        candidate.receive("leader", end, true);
        get(elected);
        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(delay);
    }

    @Test
    void aCandidateThatLetsOthersComeFirstSeesThatOneLeads() {
        Candidate candidate = new Candidate(new FixedMessages(5, true, false));
        AtomicInteger asked = new AtomicInteger();
        candidate.receive("leader", 5, false);
        candidate.receive("leader", 5, true);
        Future<Leadership> elected = candidate.election.elect(() -> {
            if (asked.incrementAndGet() == 2) {
                candidate.election.onAnnouncement(new Announcement("other", 5, true, false));
            }
            return Duration.ofMillis(100);
        });
        await().until(() -> asked.get() == 2);
        candidate.run(() -> {});
        assertThat(elected.isComplete()).isFalse();
        assertThat(announced).isEmpty();
    }

    @Test
    void theRightEndsWhenAnotherProcessLeadsAtAHigherPosition() {
        Candidate candidate = new Candidate(new FixedMessages(0, false, false));
        Leadership leadership = get(candidate.election.elect());
        assertThat(answering).hasValue(1);
        candidate.receive("other", 1, false);
        get(leadership.lost());
        assertThat(answering).hasValue(0);
    }

    @Test
    void aRefusalEndsTheRightAndTheNextCandidacy() {
        Candidate candidate = new Candidate(new FixedMessages(0, false, false));
        Leadership leadership = get(candidate.election.elect());
        candidate.run(() -> candidate.election.refuse(new BrokerRefusedException("no right", null)));
        get(leadership.lost());
        assertThat(failureOf(candidate.election.elect())).hasMessage("no right");
        assertThat(get(candidate.election.elect())).isNotNull();
    }

    @Test
    void aClosedElectionAnnouncesThatItsProcessLeaves() {
        Candidate candidate = new Candidate(new FixedMessages(0, false, false));
        get(candidate.election.elect());
        candidate.run(() -> candidate.election.close());
        assertThat(announced).last().isEqualTo(new Announcement("me", 0, false, true));
        assertThat(failureOf(candidate.election.elect())).isInstanceOf(ClosedException.class);
    }
}
