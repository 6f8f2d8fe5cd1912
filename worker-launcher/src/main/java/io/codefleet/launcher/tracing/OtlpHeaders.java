package io.codefleet.launcher.tracing;

import io.codefleet.launcher.config.ConfigException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Check of the headers for a collector, before Java's HTTP client refuses each request and repeats a key in its message. */
final class OtlpHeaders {
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7E\\x80-\\xFF]*");

    private OtlpHeaders() {}

    /**
     * Checks the pairs of a variable. A pair without {@code =} is left to OpenTelemetry.
     *
     * @throws ConfigException if a value cannot be sent; it names the variable and no value
     */
    static void check(String variable, String pairs) {
        boolean sendable = Arrays.stream(pairs.split(","))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .allMatch(pair -> isSendable(pair[1].strip()));
        if (!sendable) {
            throw ConfigException.of(
                    variable,
                    "a value has a character that no HTTP header can have; write printable characters without line breaks, "
                            + "and % only before two hexadecimal digits");
        }
    }

    private static boolean isSendable(String encoded) {
        try {
            return VALUE.matcher(URLDecoder.decode(encoded, StandardCharsets.UTF_8))
                    .matches();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
