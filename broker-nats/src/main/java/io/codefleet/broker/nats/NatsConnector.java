package io.codefleet.broker.nats;

import io.codefleet.broker.log.LogRecord;
import io.codefleet.broker.log.server.FailureCauses;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.ConnectionListener;
import io.nats.client.ErrorListener;
import io.nats.client.Message;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.api.ServerInfo;
import io.nats.client.support.Status;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to a server and checks what it is. Blocks. */
final class NatsConnector {
    private static final Logger log = LoggerFactory.getLogger(NatsConnector.class);
    private static final String OLDEST = "2.9.0";
    /** With two of them unanswered, a stopped server is noticed within three intervals. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(1);

    private static final Duration RECONNECT_WAIT = Duration.ofMillis(200);
    private static final int OUTGOING_MESSAGES = 100_000;
    private static final int HEADROOM = 1024;

    private NatsConnector() {}

    /** Hears what the library says about a connection, on threads of the library. */
    interface Watcher {
        void disconnected();

        void reconnected();

        void refused(String error);
    }

    /**
     * Connects to one of the servers.
     *
     * @throws BrokerRefusedException if the server refuses the credentials, is too old, or has settings that do not suffice
     * @throws BrokerUnavailableException if no server answers
     */
    static Connection connect(Vertx vertx, NatsAddress address, Watcher watcher) {
        Connection connection = dial(vertx, address, watcher);
        try {
            check(address, connection.getServerInfo());
            return connection;
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    private static Connection dial(Vertx vertx, NatsAddress address, Watcher watcher) {
        AtomicReference<CertificateException> distrust = new AtomicReference<>();
        AtomicBoolean lacksCertificate = new AtomicBoolean();
        try {
            return Nats.connect(options(
                    vertx, address, watcher, new NatsTls.Faults(distrust::set, () -> lacksCertificate.set(true))));
        } catch (AuthenticationException e) {
            throw new BrokerRefusedException(
                    "the server at " + address + " refuses the credentials: " + e.getMessage()
                            + "; check the user and password, the token or the file that the URI names",
                    e);
        } catch (IOException e) {
            CertificateException refused = distrust.get();
            if (refused != null) {
                throw new BrokerRefusedException(
                        "the certificate of the server at " + address + " is not trusted: "
                                + FailureCauses.message(refused)
                                + "; name its authority with ca=FILE, and the host as the certificate does",
                        refused);
            }
            if (lacksCertificate.get()) {
                throw new BrokerRefusedException(
                        "the server at " + address
                                + " asks for a certificate of an authority that it knows; name it with"
                                + " cert=FILE and key=FILE",
                        e);
            }
            throw new BrokerUnavailableException(
                    "no server answers at " + address + ": " + FailureCauses.message(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailableException("the connect to " + address + " was interrupted", e);
        }
    }

    private static Options options(Vertx vertx, NatsAddress address, Watcher watcher, NatsTls.Faults faults) {
        Options.Builder options = new Options.Builder()
                .servers(address.servers().toArray(String[]::new))
                .connectionName("codefleet")
                .connectionTimeout(address.connectTimeout())
                .pingInterval(PING_INTERVAL)
                .maxPingsOut(2)
                .maxReconnects(-1)
                .reconnectWait(RECONNECT_WAIT)
                .reconnectJitter(RECONNECT_WAIT)
                .maxMessagesInOutgoingQueue(OUTGOING_MESSAGES)
                .errorListener(new Errors(watcher))
                .connectionListener(new States(watcher));
        address.credentials().addTo(options);
        address.tls().ifPresent(tls -> options.sslContext(tls.context(vertx, faults)));
        return options.build();
    }

    private static final class States implements ConnectionListener {
        private final Watcher watcher;

        States(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        @SuppressWarnings("deprecation") // the only method of the interface that has no default
        public void connectionEvent(Connection connection, Events type) {
            log.debug("the connection to the NATS server: {}", type);
            if (type == Events.DISCONNECTED) {
                watcher.disconnected();
            } else if (type == Events.RESUBSCRIBED) {
                watcher.reconnected();
            }
        }
    }

    /** The library's own listener logs much as an error that is not one. */
    private static final class Errors implements ErrorListener {
        private final Watcher watcher;

        Errors(Watcher watcher) {
            this.watcher = watcher;
        }

        @Override
        public void errorOccurred(Connection connection, String error) {
            log.debug("the NATS server says: {}", error);
            watcher.refused(error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception e) {
            log.debug("the connection to the NATS server failed", e);
        }

        @Override
        public void slowConsumerDetected(Connection connection, io.nats.client.Consumer consumer) {
            log.warn("this process is too slow for the messages of the NATS server; some were dropped");
        }

        @Override
        public void messageDiscarded(Connection connection, Message message) {
            log.debug("a message was dropped, as too many wait for the NATS server");
        }

        @Override
        public void unhandledStatus(
                Connection connection, io.nats.client.JetStreamSubscription subscription, Status status) {
            log.debug("the NATS server sent the status {}", status);
        }
    }

    private static void check(NatsAddress address, ServerInfo server) {
        if (server.isOlderThanVersion(OLDEST)) {
            throw new BrokerRefusedException(
                    "the server at " + address + " is NATS " + server.getVersion()
                            + ", which lacks reads of single messages from all replicas (direct get); update it to "
                            + OLDEST + " or newer",
                    null);
        }
        if (!server.isJetStreamAvailable()) {
            throw new BrokerRefusedException(
                    "the server at " + address + " runs without JetStream, and keeps nothing; "
                            + "add jetstream { store_dir: … } to its configuration",
                    null);
        }
        if (server.getMaxPayload() < LogRecord.MAX_BYTES + HEADROOM) {
            throw new BrokerRefusedException(
                    "the server at " + address + " allows messages of " + server.getMaxPayload()
                            + " bytes; raise max_payload to at least " + (LogRecord.MAX_BYTES + HEADROOM)
                            + ", the default is 1 MB",
                    null);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
