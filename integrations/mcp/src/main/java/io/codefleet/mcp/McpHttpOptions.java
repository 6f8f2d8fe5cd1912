package io.codefleet.mcp;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.broker.LoopbackHost;
import io.codefleet.error.InvalidInputException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Settings of a {@link FleetMcpServer} that listens for HTTP. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param host the address to listen on; one that other machines reach needs a key, and TLS unless {@code plaintext} allows to do
 *     without
 * @param key what a client must send as {@code Authorization: Bearer KEY}; absent: nothing
 * @param origins the values of the header {@code Origin} that are accepted, such as {@code https://tools.example}; a browser
 *     sends it, other clients do not
 * @param taskRequired whether a call without the header {@code Codefleet-Task} is refused, for a server whose clients are agents
 *     of tasks
 * @param tls the certificate to serve TLS with; absent: plain HTTP
 * @param plaintext whether other machines may connect without TLS, such as from behind a proxy that has it
 */
@CheckReturnValue
public record McpHttpOptions(
        String host,
        Optional<String> key,
        Set<String> origins,
        boolean taskRequired,
        Optional<CertificateFiles> tls,
        boolean plaintext) {
    /**
     * The PEM files of a server's TLS, which are read when it begins to listen.
     *
     * @param certificate the certificate, followed by those that link it to its root
     * @param key the private key in PKCS#8 form
     */
    public record CertificateFiles(Path certificate, Path key) {}

    /** The shortest key. */
    public static final int MIN_KEY_LENGTH = 20;

    /** Listens on this machine, without a key. */
    public static final McpHttpOptions DEFAULT =
            new McpHttpOptions("127.0.0.1", Optional.empty(), Set.of(), false, Optional.empty(), false);

    /** @throws InvalidInputException if the key is too short, or missing where other machines reach the server */
    public McpHttpOptions {
        origins = Set.copyOf(origins);
        if (key.isEmpty() && !LoopbackHost.matches(host)) {
            throw new InvalidInputException(
                    "key", "is missing, and other machines reach " + host + "; give one, or listen on 127.0.0.1");
        }
        if (key.filter(each -> each.length() < MIN_KEY_LENGTH).isPresent()) {
            throw new InvalidInputException(
                    "key", "is too short, must have at least " + MIN_KEY_LENGTH + " characters, chosen at random");
        }
    }

    /** Returns what keeps the server from listening; empty if nothing does. */
    Optional<InvalidInputException> fault() {
        return tls.isPresent() || plaintext || LoopbackHost.matches(host)
                ? Optional.empty()
                : Optional.of(new InvalidInputException(
                        "tls",
                        "is missing, and other machines reach " + host
                                + ", so that the key could be read on its way; give a certificate and its key, or allow"
                                + " plaintext where a proxy with TLS is in front"));
    }

    /** Returns a copy that listens on this address with this key. */
    public McpHttpOptions host(String value, Optional<String> clientKey) {
        return new McpHttpOptions(value, clientKey, origins, taskRequired, tls, plaintext);
    }

    /** Returns a copy with this key. */
    public McpHttpOptions key(String value) {
        return new McpHttpOptions(host, Optional.of(value), origins, taskRequired, tls, plaintext);
    }

    /** Returns a copy that accepts these origins. */
    public McpHttpOptions origins(Set<String> value) {
        return new McpHttpOptions(host, key, value, taskRequired, tls, plaintext);
    }

    /** Returns a copy that refuses callers that are no task, or not. */
    public McpHttpOptions taskRequired(boolean value) {
        return new McpHttpOptions(host, key, origins, value, tls, plaintext);
    }

    /** Returns a copy that serves TLS with this certificate. */
    public McpHttpOptions tls(CertificateFiles value) {
        return new McpHttpOptions(host, key, origins, taskRequired, Optional.of(value), plaintext);
    }

    /** Returns a copy that lets other machines connect without TLS, or not. */
    public McpHttpOptions plaintext(boolean value) {
        return new McpHttpOptions(host, key, origins, taskRequired, tls, value);
    }

    /** Returns its settings without the key. */
    @Override
    public String toString() {
        return "McpHttpOptions[host=" + host + ", origins=" + origins + ", taskRequired=" + taskRequired + ", tls="
                + tls + ", plaintext=" + plaintext + "]";
    }
}
