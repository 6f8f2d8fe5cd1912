package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.Progress;
import io.codefleet.broker.Assignment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests of the progress of running attempts and of its watchers. */
public abstract class ProgressTck extends BrokerTck {
    private static Progress progress(Assignment of, String text) {
        Instant at = Instant.parse("2026-01-02T03:04:05Z");
        return new Progress(
                of.lease().taskId(), of.lease().attempt(), at, "text", text, Map.of("step", text, "ok", true));
    }

    private Progress publish(Assignment running, String text) {
        Progress progress = progress(running, text);
        get(client().broker.progress(running.lease(), progress));
        return progress;
    }

    @Test
    void aWatcherReceivesProgress() {
        client().submit(task("t"));
        TckClient watcher = connect();
        get(watcher.broker.watchProgress("t"));
        Progress progress = publish(worker("w").claimOne(), "reading \uD83D\uDE80");

        soon(() -> assertThat(watcher.received.progress).containsExactly(progress));
    }

    @Test
    void progressArrivesInOrder() {
        client().submit(task("t"));
        get(client().broker.watchProgress("t"));
        Assignment running = worker("w").claimOne();
        List<Progress> progress = List.of(publish(running, "one"), publish(running, "two"), publish(running, "three"));

        soon(() -> assertThat(client().received.progress).containsExactlyElementsOf(progress));
    }

    @Test
    void everyWatcherReceivesProgress() {
        client().submit(task("t"));
        TckClient second = connect();
        get(client().broker.watchProgress("t"));
        get(second.broker.watchProgress("t"));
        Progress progress = publish(worker("w").claimOne(), "reading");

        soon(() -> {
            assertThat(client().received.progress).containsExactly(progress);
            assertThat(second.received.progress).containsExactly(progress);
        });
    }

    @Test
    void aClientThatDoesNotWatchReceivesNoProgress() {
        client().submit(tasks("t", "other"));
        TckClient stranger = connect();
        get(client().broker.watchProgress("t"));
        get(stranger.broker.watchProgress("other"));
        publish(worker("w").claimOne(), "reading");

        soon(() -> assertThat(client().received.progress).hasSize(1));
        forAWhile(() -> assertThat(stranger.received.progress).isEmpty());
    }

    @Test
    void aWatcherThatStopsReceivesNoFurtherProgress() {
        client().submit(task("t"));
        TckClient other = connect();
        get(client().broker.watchProgress("t"));
        get(other.broker.watchProgress("t"));
        Assignment running = worker("w").claimOne();
        publish(running, "one");
        soon(() -> assertThat(other.received.progress).hasSize(1));
        get(other.broker.unwatchProgress("t"));
        publish(running, "two");

        soon(() -> assertThat(client().received.progress).hasSize(2));
        forAWhile(() -> assertThat(other.received.progress).hasSize(1));
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
        Progress progress = publish(worker("w").claimOne(), "reading");

        soon(() -> assertThat(client().received.progress).containsExactly(progress));
    }

    @Test
    void theLastIsKept() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        assertThat(client().find("t").progress()).isEmpty();
        publish(running, "one");
        Progress last = publish(running, "two");

        assertThat(client().find("t").progress()).contains(last);
    }

    @Test
    void aProgressReplyStatesWhetherAnyClientWatches() {
        client().submit(tasks("t", "other"));
        get(client().broker.watchProgress("other"));
        Assignment running = worker("w").claimOne();
        Progress progress = progress(running, "reading");
        assertThat(get(client().broker.progress(running.lease(), progress))).isFalse();

        TckClient watcher = connect();
        get(watcher.broker.watchProgress("t"));
        assertThat(get(client().broker.progress(running.lease(), progress))).isTrue();

        get(watcher.broker.unwatchProgress("t"));
        soon(() -> assertThat(get(client().broker.progress(running.lease(), progress)))
                .isFalse());
    }

    @Test
    void progressUnderALostLeaseIsIgnored() {
        client().submit(task("t"));
        get(client().broker.watchProgress("t"));
        Assignment lost = worker("lost").lease(ticks(1)).claimOne();
        after(
                ticks(2),
                () -> assertThat(client().find("t").summary().failures()).isEqualTo(1));
        Assignment running = worker("w").claimOne();
        publish(lost, "from the past");
        Progress progress = publish(running, "now");

        soon(() -> assertThat(client().received.progress).contains(progress));
        assertThat(client().received.progress).containsExactly(progress);
        assertThat(client().find("t").progress()).contains(progress);
    }

    @Test
    void progressOfAnEndedTaskIsIgnored() {
        client().submit(task("t"));
        get(client().broker.watchProgress("t"));
        TckWorker worker = worker("w");
        Assignment ended = worker.claimOne();
        worker.complete(ended);
        publish(ended, "one more thing");

        assertThat(client().find("t").progress()).isEmpty();
        forAWhile(() -> assertThat(client().received.progress).isEmpty());
    }
}
