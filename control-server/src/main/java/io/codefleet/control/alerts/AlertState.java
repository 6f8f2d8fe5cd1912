package io.codefleet.control.alerts;

import io.codefleet.Coded;
import java.util.Arrays;
import java.util.Optional;

/** State of an alert. */
public enum AlertState implements Coded {
    /** The condition holds, not yet for its duration. */
    PENDING("PENDING"),
    /** The condition has held for its duration. */
    FIRING("FIRING"),
    /** The condition holds no longer. */
    RESOLVED("RESOLVED");

    private final String code;

    AlertState(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }

    /** Returns the state with this code. */
    public static Optional<AlertState> of(String code) {
        return Arrays.stream(values()).filter(state -> state.code.equals(code)).findFirst();
    }
}
