package io.codefleet.broker.redis.internal.address;

import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Query parameters of a URI. */
final class Parameters {
    static final String CA = "ca";
    static final String CERT = "cert";
    static final String KEY = "key";
    static final String VERIFY_HOST = "verifyHost";
    static final String PASSWORD_FILE = "passwordFile";
    static final String SENTINEL_USER = "sentinelUser";
    static final String SENTINEL_PASSWORD_FILE = "sentinelPasswordFile";
    static final String WAIT_REPLICAS = "waitReplicas";

    static final List<String> ALL =
            List.of(CA, CERT, KEY, VERIFY_HOST, PASSWORD_FILE, SENTINEL_USER, SENTINEL_PASSWORD_FILE, WAIT_REPLICAS);

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    static Parameters of(@Nullable String query) {
        Map<String, String> values = new HashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                String name = decode(parts[0]);
                checkKnown(name);
                if (parts.length < 2 || parts[1].isEmpty()) {
                    throw new InvalidInputException("uri", "gives no value to " + name + "; write " + name + "=…");
                }
                if (values.put(name, decode(parts[1])) != null) {
                    throw new InvalidInputException("uri", "names " + name + " twice");
                }
            }
        }
        return new Parameters(values);
    }

    private static void checkKnown(String name) {
        if (!ALL.contains(name)) {
            throw new InvalidInputException(
                    "uri",
                    "has an option '" + name + "' that is not known; "
                            + NearestName.of(name, ALL)
                                    .map(near -> "did you mean " + near + "?")
                                    .orElse("known are " + String.join(", ", ALL)));
        }
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    boolean flag(String name, boolean otherwise) {
        return text(name)
                .map(text -> switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default ->
                        throw new InvalidInputException("uri", "has " + name + "=" + text + "; write true or false");
                })
                .orElse(otherwise);
    }

    int number(String name, int otherwise, int max) {
        return text(name)
                .map(text -> {
                    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > max) {
                        throw new InvalidInputException(
                                "uri", "has " + name + "=" + text + "; write a number from 0 to " + max);
                    }
                    return Integer.parseInt(text);
                })
                .orElse(otherwise);
    }

    /** Refuses options that mean nothing here. */
    void refuse(String why, String... names) {
        for (String name : names) {
            if (values.containsKey(name)) {
                throw new InvalidInputException("uri", "names " + name + ", " + why);
            }
        }
    }

    static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
