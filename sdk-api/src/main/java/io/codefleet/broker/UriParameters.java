package io.codefleet.broker;

import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options in the query of a broker's URI, as in {@code ?ca=FILE&lead=false}, for authors of brokers. Each fault is an {@link
 * InvalidInputException} for the field {@code uri}, which names the option and says what to write. Immutable.
 */
public final class UriParameters {
    private final Map<String, String> values;

    private UriParameters(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the options.
     *
     * @param query the raw query, as {@link java.net.URI#getRawQuery} gives it
     * @param known the options that the broker has
     * @throws InvalidInputException if an option is not known, has no value, or is there twice
     */
    public static UriParameters of(@Nullable String query, List<String> known) {
        Map<String, String> values = new HashMap<>();
        pairs(query).forEach(pair -> {
            String name = decode(pair[0]);
            checkKnown(name, known);
            if (pair.length < 2 || pair[1].isEmpty()) {
                throw new InvalidInputException("uri", "gives no value to " + name + "; write " + name + "=…");
            }
            if (values.put(name, decode(pair[1])) != null) {
                throw new InvalidInputException("uri", "names " + name + " twice; leave one of them out");
            }
        });
        return new UriParameters(values);
    }

    /** Returns the names in a raw query, whether they are known or not. */
    public static List<String> names(@Nullable String query) {
        return pairs(query).map(pair -> decode(pair[0])).toList();
    }

    private static Stream<String[]> pairs(@Nullable String query) {
        return query == null
                ? Stream.empty()
                : Arrays.stream(query.split("&", -1)).map(pair -> pair.split("=", 2));
    }

    private static void checkKnown(String name, List<String> known) {
        if (!known.contains(name)) {
            throw new InvalidInputException(
                    "uri",
                    "has an option '" + name + "' that is not known; "
                            + NearestName.of(name, known)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse("known are " + String.join(", ", known)));
        }
    }

    /** Returns the value of an option, decoded. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** Returns the file that an option names; nobody has looked whether it exists. */
    public Optional<ParameterFile> file(String name) {
        return text(name).map(path -> new ParameterFile(name, path));
    }

    /** Returns whether an option is given. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /**
     * Returns an option that is on or off.
     *
     * @param otherwise the value if the option is not given
     * @throws InvalidInputException if it is neither {@code true} nor {@code false}
     */
    public boolean flag(String name, boolean otherwise) {
        return text(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default ->
                        throw new InvalidInputException("uri", "has " + name + "=" + text + "; write true or false");
                })
                .orElse(otherwise);
    }

    /**
     * Returns an option that is a number.
     *
     * @param otherwise the value if the option is not given
     * @throws InvalidInputException if it is not a number from 0 to the maximum
     */
    public int number(String name, int otherwise, int max) {
        return number(name, 0, max, "").orElse(otherwise);
    }

    /**
     * Returns an option that says on how many servers of a cluster data is kept.
     *
     * @return empty if the option is not given
     * @throws InvalidInputException if it is not a number from 1 to the maximum
     */
    public OptionalInt replicas(String name, int max) {
        return number(name, 1, max, ", 3 for a cluster");
    }

    private OptionalInt number(String name, int min, int max, String hint) {
        return text(name).stream()
                .mapToInt(text -> {
                    boolean isNumber = text.matches("0|[1-9]\\d{0,5}");
                    if (!isNumber || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                        throw new InvalidInputException(
                                "uri",
                                "has " + name + "=" + text + "; write a number from " + min + " to " + max + hint);
                    }
                    return Integer.parseInt(text);
                })
                .findFirst();
    }

    /**
     * Refuses options that mean nothing here.
     *
     * @param why the reason, which follows the name of the option
     * @throws InvalidInputException if one of the options is given
     */
    public void refuse(String why, String... names) {
        for (String name : names) {
            if (has(name)) {
                throw new InvalidInputException("uri", "names " + name + ", " + why);
            }
        }
    }

    /** Decodes a part of a URI. A plus sign stands for itself, as in passwords. */
    public static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
