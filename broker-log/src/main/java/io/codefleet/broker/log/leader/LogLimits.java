package io.codefleet.broker.log.leader;

/**
 * Limits after which a leader writes a snapshot.
 *
 * @param snapshotBytes after how many bytes of changes, or as many as the last snapshot had if they are more
 */
public record LogLimits(long snapshotBytes) {
    /** 64 MiB. */
    public static final LogLimits DEFAULT = new LogLimits(64 << 20);
}
