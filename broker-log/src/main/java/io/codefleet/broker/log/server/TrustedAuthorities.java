package io.codefleet.broker.log.server;

import io.codefleet.error.InvalidInputException;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.TrustManagerFactory;

/** Authorities whose certificates a client of a server trusts. */
public final class TrustedAuthorities {
    private TrustedAuthorities() {}

    /**
     * Reads the authorities. Blocks.
     *
     * @param ca the PEM file that the URI names; absent: the authorities of the JDK
     * @throws InvalidInputException if the file cannot be read
     * @throws GeneralSecurityException if the JDK has no authorities
     */
    public static TrustManagerFactory read(Vertx vertx, Optional<String> ca) throws GeneralSecurityException {
        if (ca.isEmpty()) {
            TrustManagerFactory own = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            own.init((KeyStore) null);
            return own;
        }
        try {
            return new PemTrustOptions().addCertPath(ca.get()).getTrustManagerFactory(vertx);
        } catch (Exception e) {
            throw new InvalidInputException(
                    "uri",
                    "names the ca " + ca.get() + ", which cannot be read as PEM: " + FailureCauses.message(e),
                    e);
        }
    }
}
