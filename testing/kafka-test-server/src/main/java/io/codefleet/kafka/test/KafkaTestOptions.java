package io.codefleet.kafka.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Options of a server under test.
 *
 * @param protocol how clients speak with it
 * @param port its port; absent: a free one
 * @param advertised the port that it names to clients, as that of a proxy; absent: its own
 * @param format further arguments of the command that formats its folder
 * @param listeners further listeners for clients, each as {@code NAME://host:port} with its protocol
 * @param properties its further properties
 */
public record KafkaTestOptions(
        String protocol,
        OptionalInt port,
        OptionalInt advertised,
        List<String> format,
        Map<String, String> listeners,
        Map<String, String> properties) {
    /** Anybody may do anything. */
    public static final KafkaTestOptions DEFAULTS =
            new KafkaTestOptions("PLAINTEXT", OptionalInt.empty(), OptionalInt.empty(), List.of(), Map.of(), Map.of());

    private KafkaTestOptions with(String how, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(more);
        return new KafkaTestOptions(how, port, advertised, format, listeners, Map.copyOf(all));
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
        return new KafkaTestOptions(
                protocol, OptionalInt.of(own), OptionalInt.of(proxy), format, listeners, properties);
    }

    private KafkaTestOptions format(String flag, String value) {
        List<String> all = new ArrayList<>(format);
        all.addAll(List.of(flag, value));
        return new KafkaTestOptions(protocol, port, advertised, List.copyOf(all), listeners, properties);
    }

    /** Returns options of a server whose metadata has an older version, such as 3.9. */
    public KafkaTestOptions release(String value) {
        return format("--release-version", value);
    }

    /** Returns options of a server that knows a user by one of the mechanisms SCRAM. */
    public KafkaTestOptions scram(String mechanism, String user, String password) {
        return format("--add-scram", mechanism + "=[name=" + user + ",password=" + password + "]");
    }

    /**
     * Returns options of a server with a further listener for clients.
     *
     * @param name its name, in capital letters
     * @param at its port
     * @param how how clients speak with it
     */
    public KafkaTestOptions listener(String name, int at, String how) {
        Map<String, String> all = new HashMap<>(listeners);
        all.put(name + "://127.0.0.1:" + at, how);
        return new KafkaTestOptions(protocol, port, advertised, format, Map.copyOf(all), properties);
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

    /** Returns options of a server that uses TLS on all its listeners for clients, with this certificate and key, PEM files. */
    public KafkaTestOptions tls(Path certificate, Path key) {
        return with(
                "SSL",
                Map.of(
                        "ssl.keystore.type",
                        "PEM",
                        "ssl.keystore.location",
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
