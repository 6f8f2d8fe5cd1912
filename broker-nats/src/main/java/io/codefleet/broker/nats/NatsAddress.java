package io.codefleet.broker.nats;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.UriParameters;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
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

    /**
     * Reads the address from the URI of the options.
     *
     * @throws InvalidInputException if the URI cannot be one of NATS; it names the part
     */
    static NatsAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        String scheme = uri.getScheme();
        // not getHost() and getUserInfo(), which know only one host
        String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
        int at = authority.lastIndexOf('@');
        checkEnd(uri);
        UriParameters parameters = UriParameters.of(uri.getRawQuery(), KNOWN);
        return new NatsAddress(
                Arrays.stream(authority.substring(at + 1).split(",", -1))
                        .map(host -> server(scheme, host))
                        .toList(),
                NatsCredentials.of(
                        at < 0 ? null : authority.substring(0, at),
                        parameters.text(PASSWORD_FILE).orElse(null),
                        parameters.text(CREDS).orElse(null)),
                tls(scheme, parameters),
                replicas(parameters.text(REPLICAS).orElse(null)),
                parameters.flag(LEAD, true),
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

    private static Optional<NatsTls> tls(String scheme, UriParameters parameters) {
        List<String> given =
                List.of(CA, CERT, KEY).stream().filter(parameters::has).toList();
        if (!scheme.equals("tls")) {
            if (!given.isEmpty()) {
                throw new InvalidInputException(
                        "uri", "names " + given.get(0) + ", but not TLS; begin the URI with tls instead of nats");
            }
            return Optional.empty();
        }
        if (parameters.has(CERT) != parameters.has(KEY)) {
            throw new InvalidInputException("uri", "needs cert and key together, the client's certificate and its key");
        }
        return Optional.of(new NatsTls(parameters.text(CA), parameters.text(CERT), parameters.text(KEY)));
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

    /** Returns the servers, without credentials and options. */
    @Override
    public String toString() {
        return String.join(",", servers);
    }
}
