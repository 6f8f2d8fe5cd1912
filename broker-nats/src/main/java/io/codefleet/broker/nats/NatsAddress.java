package io.codefleet.broker.nats;

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
 * Addresses and credentials of the servers, as {@code docs/guides/nats.md} describes the URI.
 *
 * @param servers the servers that the URI names, each as a URI without credentials
 * @param credentials how to enter them
 * @param tls how to speak TLS; absent: plain TCP
 * @param replicas on how many servers a new stream is kept; absent: as the stream is, 1 for a new one
 * @param mayLead whether this process leads when it is its turn
 * @param connectTimeout how long a connect may take
 */
record NatsAddress(
        List<String> servers,
        NatsCredentials credentials,
        Optional<NatsTls> tls,
        OptionalInt replicas,
        boolean mayLead,
        Duration connectTimeout) {
    private static final int DEFAULT_PORT = 4222;
    private static final int MAX_REPLICAS = 5;
    private static final String CA = "ca";
    private static final String CERT = "cert";
    private static final String KEY = "key";
    private static final String CREDS = "creds";
    private static final String PASSWORD_FILE = "passwordFile";
    private static final String REPLICAS = "replicas";
    private static final String LEAD = "lead";
    private static final List<String> KNOWN = List.of(CA, CERT, KEY, CREDS, PASSWORD_FILE, REPLICAS, LEAD);

    /** @throws InvalidInputException if the URI cannot be one of NATS; it names the part */
    static NatsAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        String scheme = uri.getScheme();
        // not getHost() and getUserInfo(), which know only one host
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        checkEnd(uri);
        Map<String, String> parameters = parameters(uri.getRawQuery());
        return new NatsAddress(
                Arrays.stream(authority.substring(at + 1).split(",", -1))
                        .map(host -> server(scheme, host))
                        .toList(),
                NatsCredentials.of(
                        at < 0 ? null : authority.substring(0, at),
                        parameters.get(PASSWORD_FILE),
                        parameters.get(CREDS)),
                tls(scheme, parameters),
                replicas(parameters.get(REPLICAS)),
                mayLead(parameters.get(LEAD)),
                options.commandTimeout());
    }

    private static void checkEnd(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (!path.isEmpty() && !path.equals("/")) {
            throw new InvalidInputException(
                    "uri", "ends in " + path + "; write nats://host:port, and the tenant as the namespace");
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
                    "names the host '" + host + "'; write " + scheme + "://host:port, as in nats://localhost:4222");
        }
        return scheme + "://" + one.getHost() + ":" + (one.getPort() < 0 ? DEFAULT_PORT : one.getPort());
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

    private static Optional<NatsTls> tls(String scheme, Map<String, String> parameters) {
        List<String> given =
                List.of(CA, CERT, KEY).stream().filter(parameters::containsKey).toList();
        if (!scheme.equals("tls")) {
            if (!given.isEmpty()) {
                throw new InvalidInputException(
                        "uri", "names " + given.get(0) + ", but not TLS; begin the URI with tls instead of nats");
            }
            return Optional.empty();
        }
        if (parameters.containsKey(CERT) != parameters.containsKey(KEY)) {
            throw new InvalidInputException("uri", "needs cert and key together, the client's certificate and its key");
        }
        return Optional.of(new NatsTls(
                Optional.ofNullable(parameters.get(CA)),
                Optional.ofNullable(parameters.get(CERT)),
                Optional.ofNullable(parameters.get(KEY))));
    }

    private static OptionalInt replicas(@Nullable String text) {
        if (text == null) {
            return OptionalInt.empty();
        }
        if (!text.matches("[1-9]") || Integer.parseInt(text) > MAX_REPLICAS) {
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

    static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The servers, without credentials and options. */
    @Override
    public String toString() {
        return String.join(",", servers);
    }
}
