package io.codefleet.broker.log;

import io.codefleet.error.MalformedDataException;

/**
 * Separates the records of a log that count from those that do not: a record counts if it is the next one of the highest term so far, or
 * begins a higher term. So a leader that was deposed changes nothing, in whatever order a system stores its records.
 */
public final class RecordSequence {
    private long term;
    private long index;
    private long time;

    private RecordSequence(long term, long index, long time) {
        this.term = term;
        this.index = index;
        this.time = time;
    }

    /** Returns the one at the beginning of a log. */
    public static RecordSequence start() {
        return new RecordSequence(0, 0, 0);
    }

    /** Returns the one at the place of a snapshot. */
    public static RecordSequence of(SnapshotManifest manifest) {
        return new RecordSequence(manifest.term(), manifest.index(), manifest.time());
    }

    /**
     * Takes the next record of the log.
     *
     * @return whether it counts
     * @throws MalformedDataException if a record before it is missing
     */
    public boolean accept(LogRecord record) {
        boolean begins = record.kind() == LogRecord.Kind.TERM && record.term() > term;
        boolean follows = record.term() == term && record.index() == index + 1;
        if (!begins && !follows) {
            if (record.term() > term || (record.term() == term && record.index() > index + 1)) {
                throw new MalformedDataException(
                        "the log of the broker",
                        "record " + record.index() + " of term " + record.term() + " follows record " + index
                                + " of term " + term + ": those between are missing",
                        null);
            }
            return false;
        }
        term = record.term();
        index = record.index();
        time = Math.max(time, record.time());
        return true;
    }

    /** Returns the highest term so far; 0 in an empty log. */
    public long term() {
        return term;
    }

    /** Returns the index of the last record that counted. */
    public long index() {
        return index;
    }

    /** Returns the latest time of the records that counted, in microseconds since 1970. */
    public long time() {
        return time;
    }
}
