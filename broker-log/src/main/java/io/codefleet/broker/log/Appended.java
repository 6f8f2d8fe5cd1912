package io.codefleet.broker.log;

import java.time.Instant;
import java.util.Optional;

/**
 * The answer to an append that counted.
 *
 * @param position where the record is
 * @param storedAt when by the clock of the system that stored it; absent where it has none of its own
 */
public record Appended(long position, Optional<Instant> storedAt) {}
