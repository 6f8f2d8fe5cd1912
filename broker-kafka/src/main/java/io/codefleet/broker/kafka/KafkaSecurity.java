package io.codefleet.broker.kafka;

import io.codefleet.error.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Credentials and settings of TLS for the servers.
 *
 * @param tls whether to speak TLS; the name of the host is then checked
 * @param ca a PEM file with the authorities to trust; absent: those of the JDK
 * @param cert a PEM file with the client's certificate
 * @param key a PEM file with its key, in PKCS 8
 * @param user the user; absent without SASL
 * @param password the password
 * @param passwordFile the file that holds it instead
 * @param mechanism the mechanism of SASL
 */
record KafkaSecurity(
        boolean tls,
        Optional<String> ca,
        Optional<String> cert,
        Optional<String> key,
        Optional<String> user,
        Optional<String> password,
        Optional<String> passwordFile,
        String mechanism) {
    private static final String MODULES = "org.apache.kafka.common.security.";

    /**
     * Reads the files that the address names, and returns the settings of the client library.
     *
     * @throws InvalidInputException if a file cannot be read
     */
    Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("security.protocol", (user.isPresent() ? "SASL_" : "") + (tls ? "SSL" : "PLAINTEXT"));
        ca.ifPresent(file -> {
            settings.put("ssl.truststore.type", "PEM");
            settings.put("ssl.truststore.certificates", read("ca", file));
        });
        cert.ifPresent(file -> {
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.certificate.chain", read("cert", file));
            settings.put("ssl.keystore.key", read("key", key.orElseThrow()));
        });
        user.ifPresent(name -> {
            String secret = passwordFile
                    .map(file -> read("passwordFile", file).stripTrailing())
                    .or(() -> password)
                    .orElse("");
            settings.put("sasl.mechanism", mechanism);
            settings.put(
                    "sasl.jaas.config",
                    MODULES + module() + " required username=" + quoted(name) + " password=" + quoted(secret) + ";");
        });
        return settings;
    }

    private String module() {
        return mechanism.equals("PLAIN") ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private static String read(String parameter, String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new InvalidInputException(
                    "uri", "names the " + parameter + " " + file + ", which cannot be read: " + e.getMessage(), e);
        }
    }

    /** Returns a description without secrets. */
    @Override
    public String toString() {
        return "KafkaSecurity[tls=" + tls + ", user=" + user.orElse("") + "]";
    }
}
