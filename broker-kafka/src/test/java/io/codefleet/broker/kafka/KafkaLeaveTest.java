package io.codefleet.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.log.server.Announcement;
import io.codefleet.broker.log.server.ElectionMessages;
import io.codefleet.broker.log.server.LeaderElection;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A candidate that hears processes leave. It looks for the end of the log when it tries to succeed the leader. */
@Timeout(90)
class KafkaLeaveTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final KafkaClient client = get(KafkaClient.open(
            vertx, context, KafkaAddress.of(CodefleetOptions.of("kafka://127.0.0.1:1")), Duration.ofSeconds(1)));
    private final AtomicInteger looks = new AtomicInteger();
    private final ElectionMessages messages =
            new KafkaElectionMessages(client, KafkaNames.of("leaves"), Duration.ofHours(1), () -> {
                looks.incrementAndGet();
                return Promise.<Long>promise().future();
            });
    private final LeaderElection election = new LeaderElection(vertx, context, messages, Duration.ofHours(1));

    @BeforeEach
    void beCandidate() {
        announce("leader", 5, false);
        election.elect();
        await().until(() -> looks.get() == 1);
    }

    @AfterEach
    void close() {
        get(client.close());
        get(vertx.close());
    }

    private static <T> T get(Future<T> future) {
        await().until(future::isComplete);
        return future.result();
    }

    private void announce(String id, long rank, boolean leaves) {
        get(client.onContext(() -> election.onAnnouncement(new Announcement(id, rank, true, leaves))));
    }

    @Test
    void aProcessThatIsNotTheLeaderLeavesNoVacancy() {
        announce("deposed", 3, true);
        announce("unknown", 9, true);
        announce("leader", 4, true);
        assertThat(looks).hasValue(1);
    }

    @Test
    void theLeaderLeavesAVacancy() {
        announce("leader", 5, true);
        assertThat(looks).hasValue(2);
    }

    @Test
    void aDeposedLeaderThatSpeaksLateIsNotTheLeader() {
        announce("next", 8, false);
        announce("leader", 5, false);
        announce("leader", 5, true);
        assertThat(looks).hasValue(1);
        announce("next", 8, true);
        assertThat(looks).hasValue(2);
    }
}
