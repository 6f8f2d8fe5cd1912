package io.codefleet;

import io.codefleet.error.CodefleetException;
import java.util.Optional;

/**
 * How a bulk submit stands.
 *
 * @param soFar what is settled
 * @param waitingFor why it waits, such as a {@link io.codefleet.error.QueueFullException}; absent while it goes on
 */
public record BulkProgress(BulkSubmitResult soFar, Optional<CodefleetException> waitingFor) {}
