package io.codefleet.broker.log.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.codefleet.broker.log.LogRecord;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Names and numbers in logs and in calls to leaders. A name or a number may be added; one that is there stays, and is never used
 * again for something else.
 */
class LogNamesTest {
    @Test
    void theKindsOfRecordsAreUnchanged() {
        assertThat(Arrays.stream(LogRecord.Kind.values())
                        .map(LogRecord.Kind::code)
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo("C P T");
    }

    @Test
    void theNumbersOfCallsAreUnchanged() {
        assertThat(Arrays.stream(BrokerCall.values())
                        .map(call -> call.number() + " " + call)
                        .collect(Collectors.joining("\n")))
                .isEqualTo("""
                        1 SUBMIT
                        2 REPLAY
                        3 FOLLOW
                        4 WATCH_PROGRESS
                        5 UNWATCH_PROGRESS
                        6 FIND
                        7 LIST
                        8 EVENTS
                        9 STATS
                        10 WORKERS
                        11 SPENDING
                        12 AUDIT
                        13 LIST_DOCUMENTS
                        14 PUT_DOCUMENT
                        15 DELETE_DOCUMENT
                        16 CANCEL
                        17 PURGE
                        18 PAUSE
                        19 RESUME
                        20 COMMAND
                        21 HEARTBEAT
                        22 UNREGISTER
                        23 CLAIM
                        24 RECEIVE
                        25 RENEW
                        26 REPORT
                        27 PROGRESS
                        28 CHECKPOINT
                        29 MAINTENANCE
                        30 WATCH_LOGS
                        31 UNWATCH_LOGS
                        32 LOG
                        33 PURGE_DEAD_LETTERS""");
        assertThat(new int[] {Messages.HELLO, Messages.LEAVE}).containsExactly(0, 1000);
    }

    @Test
    void theNumbersOfAnswersAreUnchanged() {
        assertThat(new int[] {Messages.OK, Messages.FAILED, Messages.NO_SESSION, Messages.NOT_STORED})
                .containsExactly(0, 1, 2, 3);
    }
}
