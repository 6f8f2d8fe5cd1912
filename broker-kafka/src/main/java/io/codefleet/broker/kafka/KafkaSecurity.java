package io.codefleet.broker.kafka;

import io.codefleet.broker.ParameterFile;
import io.codefleet.error.InvalidInputException;
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
        Optional<ParameterFile> ca,
        Optional<ParameterFile> cert,
        Optional<ParameterFile> key,
        Optional<String> user,
        Optional<String> password,
        Optional<ParameterFile> passwordFile,
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
            settings.put("ssl.truststore.certificates", file.read());
        });
        cert.ifPresent(file -> {
            settings.put("ssl.keystore.type", "PEM");
            settings.put("ssl.keystore.certificate.chain", file.read());
            settings.put("ssl.keystore.key", key.orElseThrow().read());
        });
        user.ifPresent(name -> {
            String secret =
                    passwordFile.map(ParameterFile::read).or(() -> password).orElse("");
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

    /** Returns a description without secrets. */
    @Override
    public String toString() {
        return "KafkaSecurity[tls=" + tls + ", user=" + user.orElse("") + "]";
    }
}
