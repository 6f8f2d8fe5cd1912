package io.codefleet.consensus;

import io.codefleet.Coded;

/** Treatment of a tie at the top. */
public enum TieRule implements Coded {
    /** A tie does not count as agreement; the next round, if any, follows. The default. */
    NO_AGREEMENT("NO_AGREEMENT"),
    /** The answer wins that the first voter gave, in the order in which the voters are listed: list the most trusted first. */
    FIRST_VOTER("FIRST_VOTER");

    private final String code;

    TieRule(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
