package io.codefleet.broker.kafka;

import io.codefleet.CodefleetOptions;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.NearestName;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Addresses and credentials of the servers, as {@code docs/guides/kafka.md} describes the URI.
 *
 * @param servers the servers that the URI names, each as host and port
 * @param security how to enter them
 * @param replicas on how many servers a new topic is kept; absent: as the servers are set up
 * @param mayLead whether this process leads when it is its turn
 * @param connectTimeout how long a connect may take
 */
record KafkaAddress(
        List<String> servers, KafkaSecurity security, OptionalInt replicas, boolean mayLead, Duration connectTimeout) {
    private static final int DEFAULT_PORT = 9092;
    private static final int MAX_REPLICAS = 9;
    private static final String CA = "ca";
    private static final String CERT = "cert";
    private static final String KEY = "key";
    private static final String MECHANISM = "mechanism";
    private static final String PASSWORD_FILE = "passwordFile";
    private static final String REPLICAS = "replicas";
    private static final String LEAD = "lead";
    private static final List<String> KNOWN = List.of(CA, CERT, KEY, MECHANISM, PASSWORD_FILE, REPLICAS, LEAD);
    private static final List<String> MECHANISMS = List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN");

    /**
     * Reads the address from the URI of the options.
     *
     * @throws InvalidInputException if the URI cannot be one of Kafka; it names the part
     */
    static KafkaAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        String scheme = uri.getScheme();
        // not getHost() and getUserInfo(), which know only one host
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        checkEnd(uri);
        Map<String, String> parameters = parameters(uri.getRawQuery());
        return new KafkaAddress(
                Arrays.stream(authority.substring(at + 1).split(",", -1))
                        .map(host -> server(scheme, host))
                        .toList(),
                security(scheme, at < 0 ? null : authority.substring(0, at), parameters),
                replicas(parameters.get(REPLICAS)),
                mayLead(parameters.get(LEAD)),
                options.commandTimeout());
    }

    private static void checkEnd(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (!path.isEmpty() && !path.equals("/")) {
            throw new InvalidInputException(
                    "uri", "ends in " + path + "; write kafka://host:port, and the tenant as the namespace");
        }
        if (uri.getRawFragment() != null) {
            throw new InvalidInputException("uri", "has a # part; leave it out, or write %23 for the sign");
        }
    }

    private static String server(String scheme, String host) {
        URI one;
        try {
            one = new URI(scheme, host, null, null, null);
        } catch (URISyntaxException e) {
            one = URI.create(scheme + ":none");
        }
        if (one.getHost() == null) {
            throw new InvalidInputException(
                    "uri",
                    "names the host '" + host + "'; write " + scheme + "://host:port, as in kafka://localhost:9092");
        }
        return one.getHost() + ":" + (one.getPort() < 0 ? DEFAULT_PORT : one.getPort());
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> values = new HashMap<>();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            String name = decode(parts[0]);
            if (!KNOWN.contains(name)) {
                throw new InvalidInputException(
                        "uri",
                        "has an option '" + name + "' that is not known; "
                                + NearestName.of(name, KNOWN)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("known are " + String.join(", ", KNOWN)));
            }
            if (parts.length < 2 || parts[1].isEmpty()) {
                throw new InvalidInputException("uri", "gives no value to " + name + "; write " + name + "=…");
            }
            if (values.put(name, decode(parts[1])) != null) {
                throw new InvalidInputException("uri", "names " + name + " twice; leave one of them out");
            }
        }
        return values;
    }

    private static KafkaSecurity security(String scheme, @Nullable String userInfo, Map<String, String> parameters) {
        boolean isTls = scheme.equals("kafkas");
        List.of(CA, CERT, KEY).stream()
                .filter(each -> !isTls && parameters.containsKey(each))
                .findFirst()
                .ifPresent(each -> {
                    throw new InvalidInputException(
                            "uri", "names " + each + ", but not TLS; begin the URI with kafkas instead of kafka");
                });
        if (parameters.containsKey(CERT) != parameters.containsKey(KEY)) {
            throw new InvalidInputException("uri", "needs cert and key together, the client's certificate and its key");
        }
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        checkLogin(userInfo, colon >= 0, parameters);
        return new KafkaSecurity(
                isTls,
                Optional.ofNullable(parameters.get(CA)),
                Optional.ofNullable(parameters.get(CERT)),
                Optional.ofNullable(parameters.get(KEY)),
                Optional.ofNullable(userInfo).map(text -> decode(colon < 0 ? text : text.substring(0, colon))),
                Optional.ofNullable(userInfo).filter(text -> colon >= 0).map(text -> decode(text.substring(colon + 1))),
                Optional.ofNullable(parameters.get(PASSWORD_FILE)),
                parameters.getOrDefault(MECHANISM, MECHANISMS.get(0)));
    }

    private static void checkLogin(@Nullable String userInfo, boolean hasPassword, Map<String, String> parameters) {
        String mechanism = parameters.getOrDefault(MECHANISM, MECHANISMS.get(0));
        if (!MECHANISMS.contains(mechanism)) {
            throw new InvalidInputException(
                    "uri", "has mechanism=" + mechanism + "; write one of " + String.join(", ", MECHANISMS));
        }
        boolean hasFile = parameters.containsKey(PASSWORD_FILE);
        if (userInfo == null && (hasFile || parameters.containsKey(MECHANISM))) {
            throw new InvalidInputException(
                    "uri", "has " + (hasFile ? PASSWORD_FILE : MECHANISM) + ", but no user; write user:password@host");
        }
        if (userInfo != null && hasPassword == hasFile) {
            throw new InvalidInputException(
                    "uri",
                    hasFile
                            ? "has a password and names a passwordFile; leave one of them out"
                            : "has a user without a password; write user:password@host, or add passwordFile=FILE");
        }
    }

    private static OptionalInt replicas(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9]")) {
            throw new InvalidInputException(
                    "uri", "has replicas=" + text + "; write a number from 1 to " + MAX_REPLICAS + ", 3 for a cluster");
        }
        return OptionalInt.of(Integer.parseInt(text));
    }

    private static boolean mayLead(@Nullable String text) {
        if (text != null && !text.equals("true") && !text.equals("false")) {
            throw new InvalidInputException("uri", "has lead=" + text + "; write true or false");
        }
        return text == null || text.equals("true");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** Returns the servers, without credentials and options. */
    @Override
    public String toString() {
        return (security.tls() ? "kafkas://" : "kafka://") + String.join(",", servers);
    }
}
