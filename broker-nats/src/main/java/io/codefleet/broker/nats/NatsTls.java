package io.codefleet.broker.nats;

import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.broker.log.server.TrustedAuthorities;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
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
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509KeyManager;
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
     * Handlers of what the client library leaves out of its errors.
     *
     * @param onRefusal hears why the certificate of the server is refused
     * @param onMissing runs when the server asks for a certificate and there is none of an authority that it knows
     */
    record Faults(Consumer<CertificateException> onRefusal, Runnable onMissing) {}

    /**
     * Creates the TLS context of a connection.
     *
     * @throws InvalidInputException if a file cannot be read
     */
    SSLContext context(Vertx vertx, Faults faults) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            TrustManager[] trusted = Stream.of(
                            TrustedAuthorities.read(vertx, ca).getTrustManagers())
                    .map(each -> each instanceof X509ExtendedTrustManager plain
                            ? new NamedHosts(plain, faults.onRefusal())
                            : each)
                    .toArray(TrustManager[]::new);
            context.init(new KeyManager[] {new OwnCertificate(keys(vertx), faults.onMissing())}, trusted, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private Optional<X509KeyManager> keys(Vertx vertx) {
        if (cert.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyManager[] managers = new PemKeyCertOptions()
                    .addCertPath(cert.get())
                    .addKeyPath(key.get())
                    .getKeyManagerFactory(vertx)
                    .getKeyManagers();
            return Stream.of(managers)
                    .filter(X509KeyManager.class::isInstance)
                    .map(X509KeyManager.class::cast)
                    .findFirst();
        } catch (Exception e) {
            throw new InvalidInputException(
                    "uri", "names a cert and key that cannot be read as PEM: " + FailureCauses.message(e), e);
        }
    }

    /** Also says when the server asks for a certificate that there is not. */
    private static final class OwnCertificate extends X509ExtendedKeyManager {
        private final Optional<X509KeyManager> keys;
        private final Runnable onMissing;

        OwnCertificate(Optional<X509KeyManager> keys, Runnable onMissing) {
            this.keys = keys;
            this.onMissing = onMissing;
        }

        @Override
        public @Nullable String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
            Optional<String> alias = keys.map(own -> own.chooseClientAlias(types, issuers, socket));
            if (alias.isEmpty()) {
                onMissing.run();
            }
            return alias.orElse(null);
        }

        @Override
        public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
            return keys.map(own -> own.getClientAliases(type, issuers)).orElse(null);
        }

        @Override
        public X509Certificate @Nullable [] getCertificateChain(String alias) {
            return keys.map(own -> own.getCertificateChain(alias)).orElse(null);
        }

        @Override
        public @Nullable PrivateKey getPrivateKey(String alias) {
            return keys.map(own -> own.getPrivateKey(alias)).orElse(null);
        }

        @Override
        public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
            return null;
        }

        @Override
        public @Nullable String chooseServerAlias(
                String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
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
