package io.codefleet;

/**
 * A constant that is stored. Its code is what brokers hold, what ids are derived from and what {@code --json} shows; the
 * constant may be renamed or moved, the code stays for good.
 */
public interface Coded {
    /** Returns the stored name: never changed and never used again for something else. */
    String code();
}
