package io.codefleet.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Options with which a Java machine is started. */
record JavaOptions(List<String> options) {
    /** Nothing but the defaults of Java. */
    static final JavaOptions DEFAULTS = new JavaOptions(List.of());

    private static final Path SCRIPT = Path.of("distribution", "src", "main", "bin", "codefleet");
    private static final Pattern OPTIONS = Pattern.compile("^control_(?:memory|collector)='(.*)'$", Pattern.MULTILINE);

    /**
     * Returns how the distribution starts a control plane, as its script says. The variable {@code CODEFLEET_JAVA_OPTS} replaces
     * these options.
     */
    static JavaOptions ofControlPlane() {
        String chosen = System.getenv("CODEFLEET_JAVA_OPTS");
        if (chosen != null) {
            return new JavaOptions(
                    chosen.isBlank() ? List.of() : List.of(chosen.trim().split(" +", -1)));
        }
        try {
            return new JavaOptions(OPTIONS.matcher(Files.readString(SCRIPT))
                    .results()
                    .map(found -> found.group(1))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return options.isEmpty() ? "the defaults of Java" : String.join(" ", options);
    }
}
