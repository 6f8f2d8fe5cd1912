package io.codefleet.broker.redis.internal.record;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.AuditAction;
import io.codefleet.Backoff;
import io.codefleet.Coded;
import io.codefleet.ErrorKind;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskStatus;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What scripts know constants by. It lies in the Redis of users: a letter that is there stays. */
class StoredLettersTest {
    private static String text(Task task) {
        return RoutingHeader.of(task).text();
    }

    @Test
    void storedLettersAreUnchanged() {
        assertThat(Arrays.stream(TaskStatus.values())
                        .map(each -> each.code() + "=" + TaskRecord.state(each))
                        .sorted()
                        .collect(joining(" ")))
                .isEqualTo("CANCELLED=x COMPLETED=c DELAYED=d FAILED=f QUEUED=q RUNNING=r");
        assertThat(EnumSet.complementOf(EnumSet.of(AuditAction.UNKNOWN)).stream()
                        .map(each -> AuditRecord.who(each, each.code()))
                        .sorted()
                        .collect(joining(", ")))
                .isEqualTo("A APPROVED, B ALERT_ACKNOWLEDGED, C COMMANDED, D PURGED, E SCHEDULE_EDITED, H PAUSED,"
                        + " K KEY_CREATED, N REJECTED, P REPLAYED, Q SCHEDULE_PAUSED, R RESUMED, S SUBMITTED,"
                        + " U SCHEDULE_RESUMED, V KEY_REVOKED, X CANCELLED, Y ALERT_UNSILENCED,"
                        + " Z ALERT_SILENCED");
        assertThat(Arrays.stream(Placement.Spread.By.values())
                        .map(each -> each.code() + "=" + RoutingHeader.letter(each))
                        .sorted()
                        .collect(joining(" ")))
                .isEqualTo("LOAD=L SKILL=S TURNS=T");
        assertThat(Arrays.stream(Backoff.Growth.values())
                        .map(each -> each.code() + "=" + RoutingHeader.letter(each))
                        .sorted()
                        .collect(joining(" ")))
                .isEqualTo("EXPONENTIAL=E FIXED=F LINEAR=L");
        assertThat(letters(EventRecord.TASK_KINDS))
                .isEqualTo("CANCELLED=X CANCEL_REQUESTED=Q COMPLETED=C FAILED=F LEASE_LOST=L RELEASED=U RETRYING=R"
                        + " STARTED=B SUBMITTED=S");
        assertThat(EventRecord.TASK_KINDS.values()).contains(TaskEvent.Kind.values());
        assertThat(letters(EventRecord.WORKER_KINDS)).isEqualTo("JOINED=J LEFT=G LOST=Z");
        assertThat(EventRecord.WORKER_KINDS.values()).contains(WorkerEvent.Kind.values());
    }

    private static String letters(Map<String, ? extends Coded> kinds) {
        return kinds.entrySet().stream()
                .map(each -> each.getValue().code() + "=" + each.getKey())
                .sorted()
                .collect(joining(" "));
    }

    @Test
    void theStoredHeaderOfATaskIsUnchanged() {
        Task task = Task.of("x")
                .type("t")
                .requires("b", "a")
                .placement(Placement.bySuccessRate().grace(Duration.ofSeconds(7)))
                .priority(7)
                .delay(Duration.ofSeconds(4))
                .retry(RetryPolicy.DEFAULT
                        .maxAttempts(4)
                        .backoff(Backoff.linear(Duration.ofSeconds(3), Duration.ofSeconds(30)))
                        .retryOn(ErrorKind.WORKER_LOST))
                .concurrency("key", 3);
        assertThat(text(task))
                .isEqualTo("t|a,b|*S7000000|7|4000000|86400000000|1800000000|604800000000|4,L,3000000,30000000,0.2,L"
                        + "|key|3");
        assertThat(text(Task.of("x").placement(Placement.worker("w")))).startsWith("general||w|5|");
    }
}
