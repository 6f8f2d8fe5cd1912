package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Answers.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Progress;
import io.codefleet.broker.Assignment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a running attempt says of itself, and who hears it. */
public abstract class ProgressTck extends BrokerTck {
    private static Progress progress(Assignment of, String text) {
        Instant at = Instant.parse("2026-01-02T03:04:05Z");
        return new Progress(
                of.lease().taskId(), of.lease().attempt(), at, "text", text, Map.of("step", text, "ok", true));
    }

    private Progress say(Assignment running, String text) {
        Progress said = progress(running, text);
        get(client().broker.progress(running.lease(), said));
        return said;
    }

    @Test
    void aWatcherHearsIt() {
        client().submit(task("t"));
        TckClient watcher = connect();
        get(watcher.broker.watchProgress("t"));
        Progress said = say(worker("w").claimOne(), "reading \uD83D\uDE80");

        soon(() -> assertThat(watcher.heard.progress).containsExactly(said));
    }

    @Test
    void itIsHeardInOrder() {
        client().submit(task("t"));
        get(client().broker.watchProgress("t"));
        Assignment running = worker("w").claimOne();
        List<Progress> said = List.of(say(running, "one"), say(running, "two"), say(running, "three"));

        soon(() -> assertThat(client().heard.progress).containsExactlyElementsOf(said));
    }

    @Test
    void everyWatcherHearsIt() {
        client().submit(task("t"));
        TckClient second = connect();
        get(client().broker.watchProgress("t"));
        get(second.broker.watchProgress("t"));
        Progress said = say(worker("w").claimOne(), "reading");

        soon(() -> {
            assertThat(client().heard.progress).containsExactly(said);
            assertThat(second.heard.progress).containsExactly(said);
        });
    }

    @Test
    void whoDoesNotWatchHearsNothing() {
        client().submit(tasks("t", "other"));
        TckClient stranger = connect();
        get(client().broker.watchProgress("t"));
        get(stranger.broker.watchProgress("other"));
        say(worker("w").claimOne(), "reading");

        soon(() -> assertThat(client().heard.progress).hasSize(1));
        forAWhile(() -> assertThat(stranger.heard.progress).isEmpty());
    }

    @Test
    void whoWatchesNoMoreHearsNoMore() {
        client().submit(task("t"));
        TckClient other = connect();
        get(client().broker.watchProgress("t"));
        get(other.broker.watchProgress("t"));
        Assignment running = worker("w").claimOne();
        say(running, "one");
        soon(() -> assertThat(other.heard.progress).hasSize(1));
        get(other.broker.unwatchProgress("t"));
        say(running, "two");

        soon(() -> assertThat(client().heard.progress).hasSize(2));
        forAWhile(() -> assertThat(other.heard.progress).hasSize(1));
    }

    @Test
    void anUnwatchWithoutAWatchDoesNoHarm() {
        get(client().broker.unwatchProgress("unknown"));
        get(client().broker.watchProgress("unknown"));
        get(client().broker.unwatchProgress("unknown"));
    }

    @Test
    void aWatchMayBeginBeforeTheTask() {
        get(client().broker.watchProgress("t"));
        client().submit(task("t"));
        Progress said = say(worker("w").claimOne(), "reading");

        soon(() -> assertThat(client().heard.progress).containsExactly(said));
    }

    @Test
    void theLastIsKept() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        assertThat(client().find("t").progress()).isEmpty();
        say(running, "one");
        Progress last = say(running, "two");

        assertThat(client().find("t").progress()).contains(last);
    }

    @Test
    void aWorkerIsToldWhetherAnybodyWatches() {
        client().submit(tasks("t", "other"));
        get(client().broker.watchProgress("other"));
        Assignment running = worker("w").claimOne();
        Progress said = progress(running, "reading");
        assertThat(get(client().broker.progress(running.lease(), said))).isFalse();

        TckClient watcher = connect();
        get(watcher.broker.watchProgress("t"));
        assertThat(get(client().broker.progress(running.lease(), said))).isTrue();

        get(watcher.broker.unwatchProgress("t"));
        soon(() ->
                assertThat(get(client().broker.progress(running.lease(), said))).isFalse());
    }

    @Test
    void aWorkerWhoseLeaseIsLostIsNotHeard() {
        client().submit(task("t"));
        get(client().broker.watchProgress("t"));
        Assignment lost = worker("lost").lease(ticks(1)).claimOne();
        after(
                ticks(2),
                () -> assertThat(client().find("t").summary().failures()).isEqualTo(1));
        Assignment running = worker("w").claimOne();
        say(lost, "from the past");
        Progress said = say(running, "now");

        soon(() -> assertThat(client().heard.progress).contains(said));
        assertThat(client().heard.progress).containsExactly(said);
        assertThat(client().find("t").progress()).contains(said);
    }

    @Test
    void aWorkerWhoseTaskEndedIsNotHeard() {
        client().submit(task("t"));
        get(client().broker.watchProgress("t"));
        TckWorker worker = worker("w");
        Assignment ended = worker.claimOne();
        worker.complete(ended);
        say(ended, "one more thing");

        assertThat(client().find("t").progress()).isEmpty();
        forAWhile(() -> assertThat(client().heard.progress).isEmpty());
    }
}
