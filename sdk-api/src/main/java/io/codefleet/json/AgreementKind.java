package io.codefleet.json;

import io.codefleet.Coded;

/** The ways to count answers that are data. */
enum AgreementKind implements Coded {
    /** The same answer, or the same value of a field. */
    ANSWER("answer"),
    /** The same patch. */
    PATCH("patch"),
    /** Answers of like words. */
    SIMILAR("similar"),
    /** A judge compares each two answers. */
    JUDGE("judge"),
    /** Each answer ranks candidates. */
    RANKED("ranked"),
    /** The median of numbers. */
    MEDIAN("median"),
    /** Only patches that pass a command are counted. */
    VERIFIED("verified");

    private final String code;

    AgreementKind(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
