package io.codefleet;

import java.time.Instant;
import java.util.Optional;

/**
 * One attempt in the history of a task.
 *
 * @param attempt its number, from 1
 * @param workerId the worker that ran it
 * @param startedAt when it took the lease, by the broker's clock
 * @param endedAt when it ended; absent while it runs
 * @param end how it ended, such as {@code completed}, {@code failed}, {@code lost}, {@code released}, {@code cancelled}
 * @param error why it failed, if it failed
 * @param usage what it consumed; {@link Usage#NONE} where that is not known, as of one that was lost, or while it runs
 */
public record AttemptInfo(
        int attempt,
        String workerId,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<End> end,
        Optional<TaskError> error,
        Usage usage) {
    /** One of which it is not known what it consumed. */
    public AttemptInfo(
            int attempt,
            String workerId,
            Instant startedAt,
            Optional<Instant> endedAt,
            Optional<End> end,
            Optional<TaskError> error) {
        this(attempt, workerId, startedAt, endedAt, end, error, Usage.NONE);
    }

    /** How an attempt ended. */
    public enum End implements Coded {
        /** With a result. */
        COMPLETED("COMPLETED"),
        /** With an error of its handler or a time limit. */
        FAILED("FAILED"),
        /** Its lease ran out. */
        LOST("LOST"),
        /** Its worker handed it back, as when it drains; does not count as a failure. */
        RELEASED("RELEASED"),
        /** By a cancel. */
        CANCELLED("CANCELLED");

        private final String code;

        End(String code) {
            this.code = code;
        }

        @Override
        public String code() {
            return code;
        }
    }
}
