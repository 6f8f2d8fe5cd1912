package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.codefleet.Attempt.StopReason;
import io.codefleet.AttemptException;
import io.codefleet.ErrorKind;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.vertx.core.AsyncResult;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * End of an attempt.
 *
 * @param how in one word
 * @param error why it failed
 * @param model the model that was used, as far as that is known
 * @param usage what it consumed
 * @param duration how long it took
 */
public record AttemptEnd(How how, Optional<ErrorKind> error, Optional<String> model, Usage usage, Duration duration) {
    /** Kind of the end of an attempt. */
    public enum How {
        COMPLETED,
        /** It failed; whether the task is tried again is another matter. */
        FAILED,
        CANCELLED,
        /** It ran longer than the task allows. */
        TIMED_OUT,
        /** Another worker may have the task: the work is lost. */
        LEASE_LOST,
        /** The worker leaves. */
        HANDED_BACK;

        /** Returns the name in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Returns the end of an attempt whose handler has ended.
     *
     * @param ended what the handler gave
     * @param duration how long it took
     */
    public static AttemptEnd of(Attempt attempt, AsyncResult<TaskResult> ended, Duration duration) {
        Optional<StopReason> stopped =
                Optional.ofNullable(attempt.stopRequested().result());
        if (ended.succeeded()) {
            TaskResult result = ended.result();
            How how = stopped.equals(Optional.of(StopReason.LEASE_LOST)) ? How.LEASE_LOST : How.COMPLETED;
            return new AttemptEnd(how, Optional.empty(), result.model(), result.usage(), duration);
        }
        Optional<AttemptException> fault =
                ended.cause() instanceof AttemptException known ? Optional.of(known) : Optional.empty();
        Usage usage = fault.map(AttemptException::usage).orElse(Usage.NONE);
        return new AttemptEnd(
                stopped.map(AttemptEnd::how).orElse(How.FAILED),
                stopped.isPresent()
                        ? Optional.empty()
                        : Optional.of(fault.map(known -> known.error().kind()).orElse(ErrorKind.TRANSIENT)),
                attempt.task().context().preferredModel(),
                usage,
                duration);
    }

    private static How how(StopReason stopped) {
        return switch (stopped) {
            case CANCELLED -> How.CANCELLED;
            case TIMED_OUT -> How.TIMED_OUT;
            case LEASE_LOST -> How.LEASE_LOST;
            case HANDED_BACK -> How.HANDED_BACK;
        };
    }
}
