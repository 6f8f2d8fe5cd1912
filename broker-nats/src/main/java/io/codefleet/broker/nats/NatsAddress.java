package io.codefleet.broker.nats;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.UriAuthority;
import io.codefleet.broker.UriParameters;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

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
        UriAuthority authority = UriAuthority.of(uri);
        authority.refusePath();
        UriParameters parameters = UriParameters.of(uri.getRawQuery(), KNOWN);
        String scheme = uri.getScheme();
        return new NatsAddress(
                authority.servers(DEFAULT_PORT).stream()
                        .map(server -> scheme + "://" + server)
                        .toList(),
                NatsCredentials.of(
                        authority.userInfo().orElse(null),
                        parameters.file(PASSWORD_FILE).orElse(null),
                        parameters.file(CREDS).orElse(null)),
                tls(scheme, parameters),
                parameters.replicas(REPLICAS, MAX_REPLICAS),
                parameters.flag(LEAD, true),
                options.commandTimeout());
    }

    private static Optional<NatsTls> tls(String scheme, UriParameters parameters) {
        if (!scheme.equals("tls")) {
            parameters.refuse("but not TLS; begin the URI with tls instead of nats", CA, CERT, KEY);
            return Optional.empty();
        }
        if (parameters.has(CERT) != parameters.has(KEY)) {
            throw new InvalidInputException("uri", "needs cert and key together, the client's certificate and its key");
        }
        return Optional.of(new NatsTls(parameters.text(CA), parameters.text(CERT), parameters.text(KEY)));
    }

    /** Returns the servers, without credentials and options. */
    @Override
    public String toString() {
        return String.join(",", servers);
    }
}
