package io.codefleet.broker.nats;

import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.broker.log.server.TrustedAuthorities;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Settings of TLS. The name of the host is checked, which the client library leaves out.
 *
 * @param ca a PEM file with the authorities to trust; absent: those of the JDK
 * @param cert a PEM file with the client's certificate
 * @param key a PEM file with its key
 */
record NatsTls(Optional<String> ca, Optional<String> cert, Optional<String> key) {

    /**
     * Creates the TLS context of a connection.
     *
     * @param onRefusal hears why a certificate is refused, which the client library leaves out of its errors
     * @throws InvalidInputException if a file cannot be read
     */
    SSLContext context(Vertx vertx, Consumer<CertificateException> onRefusal) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trusted = Stream.of(
                            TrustedAuthorities.read(vertx, ca).getTrustManagers())
                    .map(each ->
                            each instanceof X509ExtendedTrustManager plain ? new NamedHosts(plain, onRefusal) : each)
                    .toArray(TrustManager[]::new);
            context.init(keys(vertx), trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private KeyManager @Nullable [] keys(Vertx vertx) {
        if (cert.isEmpty() || key.isEmpty()) {
            return null;
        }
        try {
            return new PemKeyCertOptions()
                    .addCertPath(cert.get())
                    .addKeyPath(key.get())
                    .getKeyManagerFactory(vertx)
                    .getKeyManagers();
        } catch (Exception e) {
            throw new InvalidInputException(
                    "uri", "names a cert and key that cannot be read as PEM: " + FailureCauses.message(e), e);
        }
    }

    /** Also checks that a certificate is one of the host that was dialed. */
    private static final class NamedHosts extends X509ExtendedTrustManager {
        private final X509ExtendedTrustManager authorities;
        private final Consumer<CertificateException> onRefusal;

        NamedHosts(X509ExtendedTrustManager authorities, Consumer<CertificateException> onRefusal) {
            this.authorities = authorities;
            this.onRefusal = onRefusal;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            if (!(socket instanceof SSLSocket secure)) {
                throw new CertificateException("the name of the host cannot be checked");
            }
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            try {
                authorities.checkServerTrusted(chain, type, socket);
            } catch (CertificateException e) {
                onRefusal.accept(e);
                throw e;
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            authorities.checkServerTrusted(chain, type, engine);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("the name of the host cannot be checked");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            authorities.checkClientTrusted(chain, type, socket);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            authorities.checkClientTrusted(chain, type, engine);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            authorities.checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return authorities.getAcceptedIssuers();
        }
    }
}
