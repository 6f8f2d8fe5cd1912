package io.codefleet.workflow;

import io.codefleet.Coded;

/** Condition on the end of a step for a step after it to run. */
public enum Condition implements Coded {
    /** It succeeded; or it failed and is optional. */
    SUCCESS("SUCCESS"),
    /** It failed. */
    FAILURE("FAILURE"),
    /** It ended in any way, or was skipped. */
    ALWAYS("ALWAYS");

    private final String code;

    Condition(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
