package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.Assignment;
import io.codefleet.broker.ClaimRequest;
import io.codefleet.broker.Renewal;
import io.codefleet.broker.ReportReply;
import io.codefleet.broker.WorkerSignal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of pausing: a paused namespace hands out no task, and every other operation continues. */
public abstract class PauseTck extends BrokerTck {
    private void pause() {
        get(client().broker.pause());
    }

    private void resume() {
        get(client().broker.resume());
    }

    @Test
    void claimsGiveNothing() {
        client().submit(task("t"));
        pause();

        assertThat(worker("w").claim(1)).isEmpty();
        assertThat(client().stats().queued()).isEqualTo(1);
    }

    @Test
    void claimsGiveTasksAgainAfterwards() {
        client().submit(task("t"));
        pause();
        TckWorker worker = worker("w").idle();
        resume();

        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void theStatsShowThePause() {
        assertThat(client().stats().paused()).isFalse();
        pause();
        assertThat(connect().stats().paused()).isTrue();
        resume();
        assertThat(connect().stats().paused()).isFalse();
    }

    @Test
    void aPauseAppliesToEveryClient() {
        get(connect().broker.pause());
        TckClient other = connect();
        other.submit(task("t"));

        assertThat(worker(other, WorkerProfile.of("w")).claim(1)).isEmpty();
    }

    @Test
    void aReportCountsButClaimsNothing() {
        client().submit(tasks("1", "2"));
        TckWorker worker = worker("w");
        Assignment running = worker.claimOne();
        pause();

        assertThat(worker.renew(running)).isEqualTo(Renewal.HELD);
        ReportReply reply = get(client().broker
                .report(
                        List.of(TckWorker.completed(running, "done")),
                        Optional.of(ClaimRequest.of("w", 1, TckWorker.LONG))));
        assertThat(reply.accepted()).containsExactly(true);
        assertThat(reply.claimed()).isEmpty();
    }

    @Test
    void waitingWorkersAreWokenWhenItIsOver() {
        pause();
        TckWorker worker = worker("w").idle();
        client().submit(task("t"));
        worker.receiveAll();
        resume();

        assertThat(worker.receive()).contains(WorkerSignal.WorkAvailable.INSTANCE);
        assertThat(worker.claimIds(1)).containsExactly("t");
    }

    @Test
    void aPauseOfAPausedNamespaceChangesNothing() {
        pause();
        pause();
        resume();

        assertThat(client().stats().paused()).isFalse();
    }

    @Test
    void aResumeWithoutAPauseChangesNothing() {
        client().submit(task("t"));
        resume();

        assertThat(client().stats().paused()).isFalse();
        assertThat(worker("w").claimIds(1)).containsExactly("t");
    }
}
