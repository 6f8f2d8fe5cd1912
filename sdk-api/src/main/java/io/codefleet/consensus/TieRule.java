package io.codefleet.consensus;

/** Treatment of a tie at the top. */
public enum TieRule {
    /** A tie does not count as agreement; the next round, if any, follows. The default. */
    NO_AGREEMENT,
    /** The answer wins that the first voter gave, in the order in which the voters are listed: list the most trusted first. */
    FIRST_VOTER
}
