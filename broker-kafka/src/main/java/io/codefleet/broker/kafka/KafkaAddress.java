package io.codefleet.broker.kafka;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.UriAuthority;
import io.codefleet.broker.UriParameters;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
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
        UriAuthority authority = UriAuthority.of(uri);
        authority.refusePath();
        UriParameters parameters = UriParameters.of(uri.getRawQuery(), KNOWN);
        return new KafkaAddress(
                authority.servers(DEFAULT_PORT),
                security(uri.getScheme(), authority.userInfo().orElse(null), parameters),
                parameters.replicas(REPLICAS, MAX_REPLICAS),
                parameters.flag(LEAD, true),
                options.commandTimeout());
    }

    private static KafkaSecurity security(String scheme, @Nullable String userInfo, UriParameters parameters) {
        boolean isTls = scheme.equals("kafkas");
        if (!isTls) {
            parameters.refuse("but not TLS; begin the URI with kafkas instead of kafka", CA, CERT, KEY);
        }
        if (parameters.has(CERT) != parameters.has(KEY)) {
            throw new InvalidInputException("uri", "needs cert and key together, the client's certificate and its key");
        }
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        checkLogin(userInfo, colon >= 0, parameters);
        return new KafkaSecurity(
                isTls,
                parameters.file(CA),
                parameters.file(CERT),
                parameters.file(KEY),
                Optional.ofNullable(userInfo)
                        .map(text -> UriParameters.decode(colon < 0 ? text : text.substring(0, colon))),
                Optional.ofNullable(userInfo)
                        .filter(text -> colon >= 0)
                        .map(text -> UriParameters.decode(text.substring(colon + 1))),
                parameters.file(PASSWORD_FILE),
                parameters.text(MECHANISM).orElse(MECHANISMS.get(0)));
    }

    private static void checkLogin(@Nullable String userInfo, boolean hasPassword, UriParameters parameters) {
        String mechanism = parameters.text(MECHANISM).orElse(MECHANISMS.get(0));
        if (!MECHANISMS.contains(mechanism)) {
            throw new InvalidInputException(
                    "uri", "has mechanism=" + mechanism + "; write one of " + String.join(", ", MECHANISMS));
        }
        boolean hasFile = parameters.has(PASSWORD_FILE);
        if (userInfo == null && (hasFile || parameters.has(MECHANISM))) {
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

    /** Returns the servers, without credentials and options. */
    @Override
    public String toString() {
        return (security.tls() ? "kafkas://" : "kafka://") + String.join(",", servers);
    }
}
