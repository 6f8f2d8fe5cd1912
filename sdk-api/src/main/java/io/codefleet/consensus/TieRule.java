package io.codefleet.consensus;

/** What a tie at the top comes to. */
public enum TieRule {
    /** A tie is no agreement; the next round, if there is one, goes on from there. The default. */
    NO_AGREEMENT,
    /** The answer wins that the first voter gave, in the order in which the voters are listed: list the most trusted first. */
    FIRST_VOTER
}
