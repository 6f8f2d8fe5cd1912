package io.codefleet.kafka.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Options of a server under test.
 *
 * @param protocol how clients speak with it
 * @param port its port; absent: a free one
 * @param advertised the port that it names to clients, as that of a proxy; absent: its own
 * @param release the version of its metadata, such as 3.9; empty for the newest
 * @param properties its further properties
 */
public record KafkaTestOptions(
        String protocol, OptionalInt port, OptionalInt advertised, String release, Map<String, String> properties) {
    /** Anybody may do anything. */
    public static final KafkaTestOptions DEFAULTS =
            new KafkaTestOptions("PLAINTEXT", OptionalInt.empty(), OptionalInt.empty(), "", Map.of());

    private KafkaTestOptions with(String how, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(more);
        return new KafkaTestOptions(how, port, advertised, release, Map.copyOf(all));
    }

    /** Returns options with further properties of the server. */
    public KafkaTestOptions properties(Map<String, String> more) {
        return with(protocol, more);
    }

    /**
     * Returns options of a server that can rejoin soon after it was killed. On a slow machine its controller may take
     * it for dead.
     */
    public KafkaTestOptions quickToReturn() {
        return properties(Map.of("broker.heartbeat.interval.ms", "500", "broker.session.timeout.ms", "3000"));
    }

    /** Returns options of a server on its own port, which advertises the port of a proxy to its clients. */
    public KafkaTestOptions behind(int proxy, int own) {
        return new KafkaTestOptions(protocol, OptionalInt.of(own), OptionalInt.of(proxy), release, properties);
    }

    /** Returns options of a server whose metadata has an older version. */
    public KafkaTestOptions release(String value) {
        return new KafkaTestOptions(protocol, port, advertised, value, properties);
    }

    /**
     * Returns options of a server whose clients are users with passwords, by the mechanism PLAIN. Access rules
     * determine what they may do.
     *
     * @param passwords the password of each user
     */
    public KafkaTestOptions users(Map<String, String> passwords) {
        String users = passwords.entrySet().stream()
                .map(each -> " user_" + each.getKey() + "=\"" + each.getValue() + "\"")
                .collect(Collectors.joining());
        return with(
                "SASL_PLAINTEXT",
                Map.of(
                        "listener.name.clients.sasl.enabled.mechanisms",
                        "PLAIN",
                        "listener.name.clients.plain.sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required" + users + ";",
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users",
                        "User:ANONYMOUS"));
    }

    /** Returns options of a server that uses TLS with this certificate and key, PEM files. */
    public KafkaTestOptions tls(Path certificate, Path key) {
        return with(
                "SSL",
                Map.of(
                        "listener.name.clients.ssl.keystore.type",
                        "PEM",
                        "listener.name.clients.ssl.keystore.location",
                        joined(certificate, key).toString()));
    }

    private static Path joined(Path certificate, Path key) {
        try {
            Path both = Files.createTempFile(certificate.toAbsolutePath().getParent(), "server", ".pem");
            return Files.writeString(both, Files.readString(key) + Files.readString(certificate));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
