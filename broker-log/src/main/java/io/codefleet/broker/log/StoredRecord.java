package io.codefleet.broker.log;

/**
 * A record with its place.
 *
 * @param position where it is
 * @param record what it holds
 */
public record StoredRecord(long position, LogRecord record) {}
