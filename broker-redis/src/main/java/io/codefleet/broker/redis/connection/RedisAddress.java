package io.codefleet.broker.redis.connection;

import io.codefleet.CodefleetOptions;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a Redis is and how to enter it: {@code redis://[[user]:password@]host[:port][/database]}, {@code rediss://…} for TLS,
 * then with {@code ?ca=/path/of.pem} for certificates beside those that the JVM trusts.
 *
 * @param endpoint the address without credentials
 * @param user the ACL user; absent: the default one
 * @param password its password
 * @param tls whether to speak TLS
 * @param ca a PEM file of trusted certificates
 * @param timeout how long a connect may take
 */
public record RedisAddress(
        String endpoint,
        Optional<String> user,
        Optional<String> password,
        boolean tls,
        Optional<String> ca,
        Duration timeout) {
    private static final int DEFAULT_PORT = 6379;
    private static final int MAX_DATABASE = 1_000_000;

    /** @throws InvalidInputException if the URI cannot be one of a Redis; it names the part */
    public static RedisAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        if (uri.getHost() == null) {
            throw new InvalidInputException(
                    "uri",
                    "has no host that can be read; write redis://host:port, and percent-encode the characters of the "
                            + "password that a URI cannot hold");
        }
        boolean tls = "rediss".equalsIgnoreCase(uri.getScheme());
        int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
        String endpoint = (tls ? "rediss://" : "redis://") + uri.getHost() + ":" + port + database(uri);
        Optional<String> userInfo = Optional.ofNullable(uri.getRawUserInfo());
        return new RedisAddress(
                endpoint,
                userInfo.filter(info -> info.contains(":") && !info.startsWith(":"))
                        .map(info -> decode(info.substring(0, info.indexOf(':')))),
                userInfo.map(info -> decode(info.substring(info.indexOf(':') + 1))),
                tls,
                ca(uri, tls),
                options.commandTimeout());
    }

    private static String database(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        if (path.isEmpty() || path.equals("/")) {
            return "";
        }
        if (!path.matches("/\\d{1,6}") || Integer.parseInt(path.substring(1)) > MAX_DATABASE) {
            throw new InvalidInputException(
                    "uri", "ends in " + path + "; the path is the number of a database, as in /0");
        }
        return path;
    }

    private static Optional<String> ca(URI uri, boolean tls) {
        String query = uri.getRawQuery();
        if (query == null) {
            return Optional.empty();
        }
        if (!query.startsWith("ca=") || query.contains("&")) {
            throw new InvalidInputException("uri", "has a query that is not known; only ?ca=/path/of.pem is");
        }
        if (!tls) {
            throw new InvalidInputException(
                    "uri", "names certificates but not TLS; write rediss:// instead of redis://");
        }
        return Optional.of(decode(query.substring("ca=".length())));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * The options of one client that holds one connection.
     *
     * @param maxUnderWay how many commands may be under way at once
     */
    RedisOptions options(int maxUnderWay) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        if (tls) {
            net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
            ca.ifPresent(file -> net.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        }
        RedisOptions options = new RedisOptions()
                .setConnectionString(endpoint)
                .setNetClientOptions(net)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setMaxWaitingHandlers(maxUnderWay);
        user.ifPresent(options::setUser);
        password.ifPresent(options::setPassword);
        return options;
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return endpoint;
    }
}
