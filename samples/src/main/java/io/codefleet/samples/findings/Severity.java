package io.codefleet.samples.findings;

import java.util.Arrays;
import java.util.Locale;

/** How much a finding matters, as SARIF has it; the gravest last. */
public enum Severity {
    /** Worth a thought. */
    NOTE,
    /** Should be mended. */
    WARNING,
    /** Must be mended. */
    ERROR;

    /**
     * The level of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Severity of(String name) {
        return Arrays.stream(values())
                .filter(level -> level.sarif().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("'" + name + "' is no level; give error, warning or note"));
    }

    /** Its name in SARIF. */
    public String sarif() {
        return name().toLowerCase(Locale.ROOT);
    }
}
