package io.codefleet.launcher.config;

import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into values: {@code ${NAME}} must be set, {@code ${NAME:-default}} need not be; {@code $$} is a
 * dollar sign. It works on single values after the file was parsed, so that a password with any character stays one value.
 */
final class EnvironmentText {
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:(\\$)|\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?})");

    private final Lookup environment;

    /** Gives the value of a variable, null if it is not set. */
    @FunctionalInterface
    interface Lookup {
        @Nullable
        String get(String name);
    }

    EnvironmentText(Lookup environment) {
        this.environment = environment;
    }

    /**
     * Returns a text with its variables expanded.
     *
     * @throws IllegalArgumentException if a variable without a default is not set; the message names it
     */
    String expand(String text) {
        if (text.indexOf('$') < 0) {
            return text;
        }
        return REFERENCE
                .matcher(text)
                .replaceAll(reference -> Matcher.quoteReplacement(
                        reference.group(1) != null ? "$" : value(reference.group(2), reference.group(3))));
    }

    /** Returns the variables that a text refers to. */
    static Set<String> names(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(reference -> reference.group(2))
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    private String value(String name, @Nullable String fallback) {
        String value = environment.get(name);
        if (value != null && !(value.isEmpty() && fallback != null)) {
            return value;
        }
        if (fallback == null) {
            throw new IllegalArgumentException(
                    "the environment variable " + name + " is not set; set it, or write ${" + name + ":-default}");
        }
        return fallback;
    }
}
