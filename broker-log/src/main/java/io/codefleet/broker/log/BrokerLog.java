package io.codefleet.broker.log;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The ordered, durable log of one namespace, as one process sees it. One process leads the namespace and appends; all processes
 * send it requests.
 *
 * <p>Rules for all methods:
 *
 * <ul>
 *   <li>Positions are greater than 0, strictly increasing in the order of the log, and never used again, also when all records
 *       are deleted. They may have holes. 0 stands for the place before the first record.
 *   <li>A record of at most {@link LogRecord#MAX_BYTES} bytes is stored whole; the author of the log cuts nothing.
 *   <li>Methods never throw and never block the caller. Each future completes within the command timeout of the options, but for
 *       {@link #elect}; it fails with {@link io.codefleet.error.BrokerUnavailableException} if the log cannot be reached, unless
 *       the method says otherwise.
 *   <li>Methods may be called from any thread; futures complete on a context of the {@code Vertx} the log was opened with.
 *   <li>Data that cannot be read fails with {@link io.codefleet.error.MalformedDataException}, data of a newer version with
 *       {@link io.codefleet.error.UnsupportedVersionException}. Neither is ever skipped in silence.
 * </ul>
 */
public interface BrokerLog {
    /**
     * Waits until this process may try to lead: the lock is free, or the leader was silent for its silence period. Two
     * processes may have the right at one time where the system cannot exclude it; then {@link #append} decides. While a
     * process has the right, its log does what keeps others from getting it, such as heartbeats. One such call is under way
     * at a time. The future may wait for ever, and fails with {@link io.codefleet.error.ClosedException} when the log is
     * closed.
     *
     * @param delay returns for how long this process lets other candidates come first, at most half a second, so that processes
     *     share the namespaces that they lead; asked when the process could have the right
     */
    Future<Leadership> elect(Supplier<Duration> delay);

    /** Waits as {@link #elect(Supplier)} does, and lets nobody come first. */
    default Future<Leadership> elect() {
        return elect(() -> Duration.ZERO);
    }

    /**
     * Returns how long {@link #elect} takes at most while no process leads and the log can be reached; default 10 seconds. A process
     * that may lead waits so much longer than its command timeout at its connect. Where every process of a fleet starts at once,
     * none leads before the silence of the last leader is over: processes that gave up before that would give up for ever.
     */
    default Duration electionTime() {
        return Duration.ofSeconds(10);
    }

    /**
     * Appends a record if the log ends at the position that the caller expects. The caller has one append under way at a time.
     *
     * <p>Fails with an {@link AppendException} that says whether the record was stored. Where it is not known, the caller reads the
     * log from {@code after} on before it appends again. A system without a conditional append may store a record that it then
     * reports as {@link AppendException.Kind#REFUSED}: readers see by term and index that it does not count. A process that has not
     * been elected may be refused in any case.
     *
     * @param after the position of the last record that the caller has read or appended; 0 if there was none
     * @return the position of the record; the record is then as durable as the system promises
     */
    Future<Appended> append(long after, LogRecord record);

    /**
     * Reads records in the order of the log, none left out. Where the first ones were deleted by {@link #truncateBefore}, it
     * begins with the oldest that is kept.
     *
     * @param after the position behind which to begin; 0 for the beginning
     * @param maxBytes about how many bytes to return at most; at least one record is returned if there is one
     * @return the records; empty at the end of the log. All that was acknowledged before the call is there
     */
    Future<List<StoredRecord>> read(long after, int maxBytes);

    /**
     * Allows the log to delete all records before this position. It may keep some or all of them, and never deletes others.
     * Repeating it changes nothing.
     */
    Future<Void> truncateBefore(long position);

    /**
     * Returns how many bytes of its newest records the log surely keeps; default all. A system that deletes its oldest
     * records by their size, whatever {@link #truncateBefore} allows, returns a size well below its limit, so that the
     * leader completes a snapshot before the first record behind the last one is deleted.
     */
    default long keptBytes() {
        return Long.MAX_VALUE;
    }

    /**
     * Stores one piece of a snapshot. The same piece may be stored again with the same content.
     *
     * @param snapshot the name of the snapshot: letters, digits and {@code -}, at most 60 characters; never used again
     * @param number which piece, from 0 on
     * @param piece at most {@link LogRecord#MAX_BYTES} bytes
     */
    Future<Void> putSnapshotPiece(String snapshot, int number, Buffer piece);

    /** Reads one piece of a snapshot; fails with {@link io.codefleet.error.MalformedDataException} if it is missing. */
    Future<Buffer> snapshotPiece(String snapshot, int number);

    /**
     * Makes a snapshot the newest one, when all its pieces are stored: atomically, and durable when the future completes. The log
     * may delete the pieces of older snapshots then, and of snapshots that never got a manifest. A manifest whose position is lower
     * than that of the newest one changes nothing.
     */
    Future<Void> putManifest(SnapshotManifest manifest);

    /** Returns the newest manifest; empty without a snapshot. */
    Future<Optional<SnapshotManifest>> manifest();

    /** Returns the channel between this process and the leader. */
    RequestChannel requests();

    /** Gives up the leadership, if this process has it, and all connections. Never fails; repeating it changes nothing. */
    Future<Void> close();
}
