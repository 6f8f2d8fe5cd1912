package io.codefleet.broker.redis.internal.address;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;

/**
 * Settings of TLS. Files are PEM, and read again for each connection.
 *
 * @param ca the certificates to trust; absent: those that the JVM trusts
 * @param cert the client's own certificate, with its chain
 * @param key the private key of the client's certificate
 * @param verifyHost whether the server's certificate must be for the host that was asked for
 */
public record TlsOptions(Optional<String> ca, Optional<String> cert, Optional<String> key, boolean verifyHost) {
    /** Sets a client's options. */
    public void apply(NetClientOptions net) {
        net.setSsl(true).setHostnameVerificationAlgorithm(verifyHost ? "HTTPS" : "");
        ca.ifPresent(file -> net.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        cert.ifPresent(file ->
                net.setKeyCertOptions(new PemKeyCertOptions().addCertPath(file).addKeyPath(key.orElseThrow())));
    }
}
