package io.codefleet.broker.log.leader;

import io.codefleet.broker.log.RecordSequence;

/**
 * Position of a record that counts, from which a log can be read on.
 *
 * @param position where it is
 * @param term its term
 * @param index its index within the term
 * @param time the latest time of the records so far, in microseconds since 1970
 */
record LogPosition(long position, long term, long index, long time) {
    /** Returns the one of the record that a sequence has just taken. */
    static LogPosition of(long position, RecordSequence sequence) {
        return new LogPosition(position, sequence.term(), sequence.index(), sequence.time());
    }
}
