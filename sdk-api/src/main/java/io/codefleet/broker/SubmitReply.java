package io.codefleet.broker;

import io.codefleet.Outcome;
import io.codefleet.error.CodefleetException;

/** The answer to the submit of one task. */
public sealed interface SubmitReply {
    /** Reply for a task that is stored. Also the answer to the same submit sent again while the task has no outcome. */
    enum Accepted implements SubmitReply {
        /** The only value. */
        INSTANCE
    }

    /**
     * The same task was submitted before and has ended.
     *
     * @param outcome how
     */
    record Ended(Outcome outcome) implements SubmitReply {}

    /**
     * Reply for a task that was refused and is not stored.
     *
     * @param reason why: {@link io.codefleet.error.DuplicateTaskException}, {@link
     *     io.codefleet.error.PayloadTooLargeException}, {@link io.codefleet.error.QueueFullException}, {@link io.codefleet.error.RateLimitedException}, {@link
     *     io.codefleet.error.BudgetExceededException}
     */
    record Refused(CodefleetException reason) implements SubmitReply {}
}
