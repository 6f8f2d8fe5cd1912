package io.codefleet.agent.worker;

import io.vertx.core.json.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Replaces what looks like a secret in a text that leaves the machine: values of variables that are named as secrets, keys of the
 * control plane, bearer tokens, and passwords in addresses. It is a second line: secrets are not logged in the first place.
 */
public final class SecretMask {
    private static final String MASK = "***";
    private static final int SHORTEST = 8;
    private static final List<String> NAMES = List.of("KEY", "TOKEN", "SECRET", "PASSWORD");
    private static final Pattern FORMS = Pattern.compile(
            "cf_[A-Za-z0-9]+_[A-Za-z0-9_-]{10,}|(?<=[Bb]earer )[^\\s\"]{8,}|(?<=://)[^/@\\s\":]{0,200}:[^/@\\s\"]{1,200}(?=@)");

    private final List<String> values;

    /**
     * Creates a mask.
     *
     * @param environment the variables of this process
     */
    public SecretMask(Map<String, String> environment) {
        this.values = environment.entrySet().stream()
                .filter(variable -> isSecret(variable.getKey()))
                .flatMap(variable -> secrets(variable.getKey(), variable.getValue()))
                // a key that was read of a file ends with a line break, which a text that quotes it may lack
                .map(String::strip)
                .filter(value -> value.length() >= SHORTEST)
                .flatMap(value -> Stream.of(value, inJson(value)))
                .distinct()
                .sorted((one, other) -> other.length() - one.length())
                .toList();
    }

    /** Returns the text as a string of JSON shows it, such as a key of several lines in the input of a tool. */
    private static String inJson(String text) {
        String quoted = Json.encode(text);
        return quoted.substring(1, quoted.length() - 1);
    }

    private static boolean isSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return hasHeaders(upper) || NAMES.stream().anyMatch(upper::contains);
    }

    /** Returns whether a variable has the headers for a collector of OpenTelemetry, such as {@code api-key=KEY,tenant=NAME}. */
    private static boolean hasHeaders(String upper) {
        return upper.startsWith("OTEL_") && upper.contains("HEADERS");
    }

    private static Stream<String> secrets(String name, String value) {
        if (!hasHeaders(name.toUpperCase(Locale.ROOT))) {
            return Stream.of(value);
        }
        return Stream.of(value.split(",")).flatMap(pair -> {
            String encoded = pair.substring(pair.indexOf('=') + 1).strip();
            String sent = decoded(encoded);
            // without the scheme of an authorization
            return Stream.of(encoded, sent, sent.substring(sent.lastIndexOf(' ') + 1));
        });
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    /**
     * Returns the last place up to another one at which a text that is to be continued can be cut without cutting the value of a
     * variable: neither a value that the text has, nor one whose beginning it ends with.
     *
     * @param end where it is cut if it has none of these
     */
    int safeEnd(String text, int end) {
        int safe = end;
        int cut;
        do {
            cut = safe;
            safe = startOfValueAcross(text, cut);
        } while (safe < cut);
        return safe;
    }

    /** Returns where a value begins that is on both sides of a place, as far as the text goes; the place itself if there is none. */
    private int startOfValueAcross(String text, int cut) {
        int longest = values.isEmpty() ? 0 : values.get(0).length();
        for (int start = Math.max(0, cut - longest + 1); start < cut; start++) {
            for (String value : values) {
                int there = Math.min(value.length(), text.length() - start);
                if (start + value.length() > cut && text.regionMatches(start, value, 0, there)) {
                    return start;
                }
            }
        }
        return cut;
    }

    /** Returns the text without what looks like a secret. */
    public String apply(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return FORMS.matcher(masked).replaceAll(MASK);
    }
}
