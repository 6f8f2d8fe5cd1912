package io.codefleet.samples.findings;

import java.util.Arrays;
import java.util.Locale;

/** Severity of a finding, as SARIF defines it; the highest last. */
public enum Severity {
    /** Worth a thought. */
    NOTE,
    /** Should be fixed. */
    WARNING,
    /** Must be fixed. */
    ERROR;

    /**
     * Returns the level with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Severity of(String name) {
        return Arrays.stream(values())
                .filter(level -> level.sarif().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("'" + name + "' is not a level; give error, warning or note"));
    }

    /** Returns its name in SARIF. */
    public String sarif() {
        return name().toLowerCase(Locale.ROOT);
    }
}
