package io.codefleet.launcher.cli.output;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces what looks like a secret in a text that leaves the machine: values of variables that are named as secrets, keys of the
 * control plane, bearer tokens, and passwords in addresses. It is a second line: secrets are not logged in the first place.
 */
final class SecretMask {
    private static final String MASK = "***";
    private static final int SHORTEST = 8;
    private static final List<String> NAMES = List.of("KEY", "TOKEN", "SECRET", "PASSWORD");
    private static final Pattern FORMS = Pattern.compile(
            "cf_[A-Za-z0-9]+_[A-Za-z0-9_-]{10,}|(?<=[Bb]earer )[^\\s\"]{8,}|(?<=://)[^/@\\s\":]{0,200}:[^/@\\s\"]{1,200}(?=@)");

    private final List<String> values;

    SecretMask(Map<String, String> environment) {
        this.values = environment.entrySet().stream()
                .filter(variable -> isSecret(variable.getKey()))
                .map(Map.Entry::getValue)
                .filter(value -> value.length() >= SHORTEST)
                .sorted((one, other) -> other.length() - one.length())
                .toList();
    }

    private static boolean isSecret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return NAMES.stream().anyMatch(upper::contains);
    }

    String apply(String text) {
        String masked = text;
        for (String value : values) {
            masked = masked.replace(value, MASK);
        }
        return FORMS.matcher(masked).replaceAll(MASK);
    }
}
