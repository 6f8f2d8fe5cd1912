package io.codefleet.broker.tck;

import static io.codefleet.broker.tck.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AttemptInfo;
import io.codefleet.ErrorKind;
import io.codefleet.Outcome;
import io.codefleet.StorageLimits;
import io.codefleet.TaskError;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.broker.Assignment;
import io.codefleet.broker.AttemptReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tests of the usage of attempts, also of those without a result. */
public abstract class UsageTck extends BrokerTck {
    private static final Usage FIRST = Usage.builder()
            .inputTokens(100)
            .outputTokens(20)
            .reasoningTokens(3)
            .cacheReadTokens(40)
            .cacheWriteTokens(5)
            .cost(new BigDecimal("0.000000123"))
            .build();
    private static final Usage SECOND = Usage.builder()
            .inputTokens(1)
            .outputTokens(2)
            .reasoningTokens(3)
            .cacheReadTokens(4)
            .cacheWriteTokens(5)
            .cost(new BigDecimal("1.50"))
            .build();

    private static AttemptReport failed(Assignment of, Optional<Duration> retryIn, Usage usage) {
        TaskError error = TaskError.of(ErrorKind.TRANSIENT, "failed on purpose")
                .at(of.lease().attempt(), of.lease().workerId());
        return new AttemptReport.Failed(of.lease(), error, retryIn, usage);
    }

    private List<Usage> history(String id) {
        return client().find(id).history().stream().map(AttemptInfo::usage).toList();
    }

    @Test
    void theUsageOfAResultIsTheSumOfItsAttempts() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.report(failed(worker.claimOne(), Optional.of(Duration.ZERO), FIRST));
        assertThat(client().find("t").usage()).isEqualTo(FIRST);
        worker.report(new AttemptReport.Completed(
                worker.claimOne().lease(), TaskResult.text("done").usage(SECOND)));

        Outcome received = receivedOutcome(client(), "t");
        assertThat(received.usage()).isEqualTo(FIRST.plus(SECOND));
        assertThat(received.resultOrThrow().usage()).isEqualTo(SECOND);
        assertThat(client().outcome("t")).isEqualTo(received);
        assertThat(get(client().broker.follow(List.of("t"))).ended()).containsExactly(received);
        assertThat(history("t")).containsExactly(FIRST, SECOND);
    }

    @Test
    void theUsageOfAFailureIsTheSumOfItsAttempts() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.report(failed(worker.claimOne(), Optional.of(Duration.ZERO), FIRST));
        worker.report(failed(worker.claimOne(), Optional.empty(), SECOND));

        assertThat(receivedOutcome(client(), "t").usage()).isEqualTo(FIRST.plus(SECOND));
        assertThat(client().failure("t").usage()).isEqualTo(FIRST.plus(SECOND));
        assertThat(history("t")).containsExactly(FIRST, SECOND);
    }

    @Test
    void whatWasHandedBackAndWhatWasCancelledCostToo() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.report(new AttemptReport.Released(worker.claimOne().lease(), FIRST));
        Assignment second = worker.claimOne();
        client().cancel("t");
        worker.report(new AttemptReport.Cancelled(second.lease(), "no longer needed", SECOND));

        assertThat(receivedOutcome(client(), "t").usage()).isEqualTo(FIRST.plus(SECOND));
        assertThat(client().outcome("t").usage()).isEqualTo(FIRST.plus(SECOND));
        assertThat(history("t")).containsExactly(FIRST, SECOND);
    }

    @Test
    void aTaskThatIsCancelledBetweenItsAttemptsHasCostWhatTheFirstDid() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.report(failed(worker.claimOne(), Optional.of(Duration.ofHours(1)), FIRST));
        client().cancel("t");

        assertThat(receivedOutcome(client(), "t").usage()).isEqualTo(FIRST);
    }

    @Test
    void aRepeatedReportAddsNoUsage() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        AttemptReport report = failed(worker.claimOne(), Optional.empty(), FIRST);
        assertThat(worker.report(report)).isTrue();
        assertThat(worker.report(report)).isTrue();

        assertThat(client().failure("t").usage()).isEqualTo(FIRST);
    }

    @Test
    void aRefusedReportAddsNoUsage() {
        client().submit(task("t"));
        TckWorker slow = worker("slow").lease(ticks(1));
        Assignment late = slow.claimOne();
        TckWorker worker = worker("w");
        after(
                ticks(2),
                () -> assertThat(client().find("t").summary().failures()).isEqualTo(1));
        Assignment now = worker.claimOne();
        assertThat(slow.report(failed(late, Optional.empty(), FIRST))).isFalse();
        worker.report(failed(now, Optional.empty(), SECOND));

        assertThat(client().failure("t").usage()).isEqualTo(SECOND);
    }

    @Test
    void aTaskWithoutUsageShowsNone() {
        client().submit(task("t"));
        TckWorker worker = worker("w");
        worker.failAndRetry(worker.claimOne(), Duration.ZERO);
        worker.complete(worker.claimOne());

        assertThat(client().outcome("t").usage()).isEqualTo(Usage.NONE);
        assertThat(history("t")).containsExactly(Usage.NONE, Usage.NONE);
    }

    @Test
    void anOversizedResultKeepsItsUsage() {
        limits = StorageLimits.DEFAULT.maxPayloadBytes(10_000);
        client().submit(task("t"));
        TckWorker worker = worker("w");
        TaskResult large = TaskResult.text("x".repeat(20_000)).usage(FIRST);
        worker.report(new AttemptReport.Completed(worker.claimOne().lease(), large));

        assertThat(client().failure("t").usage()).isEqualTo(FIRST);
    }
}
