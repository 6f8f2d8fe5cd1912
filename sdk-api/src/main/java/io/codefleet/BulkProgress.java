package io.codefleet;

import io.codefleet.error.CodefleetException;
import java.util.Optional;

/**
 * Progress of a bulk submit.
 *
 * @param soFar what is settled
 * @param waitingFor why it waits, such as a {@link io.codefleet.error.QueueFullException}; absent while it submits
 */
public record BulkProgress(BulkSubmitResult soFar, Optional<CodefleetException> waitingFor) {}
