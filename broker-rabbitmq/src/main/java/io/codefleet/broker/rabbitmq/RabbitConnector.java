package io.codefleet.broker.rabbitmq;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.codefleet.broker.log.server.TrustedAuthorities;
import io.codefleet.error.BrokerRefusedException;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Makes connections to the server, and what a namespace needs there. Blocks. */
final class RabbitConnector {
    private static final int HEARTBEAT_SECONDS = 2;
    private static final int CLOSE_MILLIS = 2000;
    private static final int OLDEST_MAJOR = 3;
    private static final int OLDEST_MINOR = 9;
    private static final long SEGMENT_BYTES = 64L << 20;
    private static final long MANIFEST_BYTES = 16L << 20;
    private static final long MANIFEST_SEGMENT_BYTES = 1L << 20;

    private final Vertx vertx;
    private final RabbitAddress address;

    RabbitConnector(Vertx vertx, RabbitAddress address) {
        this.vertx = vertx;
        this.address = address;
    }

    /**
     * Opens a connection with this name.
     *
     * @throws BrokerRefusedException if the server is too old
     */
    Connection connect(String name) throws IOException, TimeoutException {
        Connection connection = factory().newConnection("codefleet " + name);
        try {
            checkVersion(
                    address.toString(),
                    String.valueOf(connection.getServerProperties().get("version")));
            return connection;
        } catch (BrokerRefusedException e) {
            connection.abort(CLOSE_MILLIS);
            throw e;
        }
    }

    private ConnectionFactory factory() {
        int timeout = (int) Math.min(Integer.MAX_VALUE, address.timeout().toMillis());
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(address.host());
        factory.setPort(address.port());
        factory.setUsername(address.user());
        factory.setPassword(address.password());
        factory.setVirtualHost(address.virtualHost());
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        factory.setConnectionTimeout(timeout);
        factory.setHandshakeTimeout(timeout);
        factory.setChannelRpcTimeout(timeout);
        // Recovery would declare the lock again without the knowledge of the leader.
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        if (address.isTls()) {
            factory.useSslProtocol(tls());
            factory.enableHostnameVerification();
        }
        return factory;
    }

    private SSLContext tls() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, TrustedAuthorities.read(vertx, address.ca()).getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    static void checkVersion(String server, String version) {
        String[] parts = version.split("\\.", 3);
        boolean isKnown = parts.length >= 2 && parts[0].matches("\\d{1,4}") && parts[1].matches("\\d{1,4}");
        int major = isKnown ? Integer.parseInt(parts[0]) : 0;
        int minor = isKnown ? Integer.parseInt(parts[1]) : 0;
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            throw new BrokerRefusedException(
                    "the server at " + server + " is RabbitMQ " + version + ", which lacks streams; update it to "
                            + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer",
                    null);
        }
    }

    /** Ends a connection from a thread of the library, which must not wait for it. */
    void abort(Connection connection) {
        if (connection.isOpen()) {
            vertx.executeBlocking(
                    () -> {
                        connection.abort(CLOSE_MILLIS);
                        return null;
                    },
                    false);
        }
    }

    /** Makes the exchange and the streams of a namespace, where they are missing. */
    void declare(Connection connection, RabbitNames names) throws IOException, TimeoutException {
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclare(names.exchange(), BuiltinExchangeType.DIRECT, true);
            declareStream(channel, names, RabbitNames.LOG, stream(address.logBytes(), SEGMENT_BYTES));
            declareStream(channel, names, RabbitNames.MANIFESTS, stream(MANIFEST_BYTES, MANIFEST_SEGMENT_BYTES));
        }
    }

    /** Makes a stream that keeps all, and binds it by its key. */
    static void declareStream(Channel channel, RabbitNames names, String key) throws IOException {
        declareStream(channel, names, key, Map.of("x-queue-type", "stream"));
    }

    private static void declareStream(Channel channel, RabbitNames names, String key, Map<String, Object> arguments)
            throws IOException {
        channel.queueDeclare(names.queue(key), true, false, false, arguments);
        bind(channel, names, key);
    }

    /**
     * Binds a stream by its key. A server that is killed in the seconds after a stream was made may keep the stream and forget its
     * binding (seen with 3.10.8). It then drops what is sent to the stream and confirms it, so a sender asks for the return
     * of what has no way, and binds the stream again.
     */
    static void bind(Channel channel, RabbitNames names, String key) throws IOException {
        channel.queueBind(names.queue(key), names.exchange(), key);
    }

    private static Map<String, Object> stream(long bytes, long segment) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "stream");
        arguments.put("x-max-length-bytes", bytes);
        arguments.put("x-stream-max-segment-size-bytes", segment);
        return arguments;
    }
}
