package io.codefleet.consensus;

import io.codefleet.Coded;

/**
 * Treatment of a voter without a vote: its run failed or ran out of time, its answer lacks what is counted, or its patch did
 * not pass the verification.
 */
public enum Abstentions implements Coded {
    /** As if it had not been asked: neither for the quorum nor for the shares. */
    IGNORED("IGNORED"),
    /** Present for the quorum, not counted in the shares. */
    PRESENT("PRESENT"),
    /** Present for the quorum, and in the shares as a vote for nobody. The default, as silence must not make a majority. */
    AGAINST("AGAINST");

    private final String code;

    Abstentions(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
