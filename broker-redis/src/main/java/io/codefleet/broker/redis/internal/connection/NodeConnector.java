package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.Credentials;
import io.codefleet.broker.redis.internal.address.Node;
import io.codefleet.broker.redis.internal.address.TlsOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Connector to servers of one kind. The password file and the certificates are read for each connection, so that they can be
 * changed while clients run.
 *
 * @param database the number of the database to choose
 * @param tls absent: plain TCP
 * @param timeout how long it may take
 */
record NodeConnector(
        Vertx vertx, Credentials credentials, Optional<Integer> database, Optional<TlsOptions> tls, Duration timeout) {
    /**
     * Connects to one server; the caller must close the session.
     *
     * @param maxUnderWay how many commands may be under way at once
     */
    Future<AuthenticatedConnection> connect(Node node, int maxUnderWay) {
        return withPassword().compose(known -> open(node, known, maxUnderWay));
    }

    private Future<Credentials> withPassword() {
        return credentials
                .passwordFile()
                .map(file -> file.read(vertx).map(credentials::withPassword))
                .orElseGet(() -> Future.succeededFuture(credentials));
    }

    private Future<AuthenticatedConnection> open(Node node, Credentials known, int maxUnderWay) {
        Redis client = Redis.createClient(vertx, options(node, known, maxUnderWay));
        return client.connect()
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(connection -> {
                    // A break shows as the failure of what is done on it.
                    connection.exceptionHandler(failure -> {});
                    return new AuthenticatedConnection(client, connection, node);
                })
                .onFailure(failure -> client.close())
                .compose(session ->
                        known.password().isPresent() ? Future.succeededFuture(session) : verifyAuthenticated(session));
    }

    /**
     * Checks with a PING that the server accepts the connection, as the client ignores that a server wants a password when
     * none is known. The check comes before any script: such a server may close the connection before it answers one, as it
     * takes nothing long of strangers.
     */
    private Future<AuthenticatedConnection> verifyAuthenticated(AuthenticatedConnection session) {
        return session.connection()
                .send(Request.cmd(Command.PING))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .map(session)
                .onFailure(failure -> session.close());
    }

    private RedisOptions options(Node node, Credentials known, int maxUnderWay) {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true);
        tls.ifPresent(how -> how.apply(net));
        String scheme = tls.isPresent() ? "rediss://" : "redis://";
        RedisOptions options = new RedisOptions()
                .setConnectionString(
                        scheme + node + database.map(number -> "/" + number).orElse(""))
                .setNetClientOptions(net)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setMaxWaitingHandlers(maxUnderWay);
        known.user().ifPresent(options::setUser);
        known.password().ifPresent(options::setPassword);
        return options;
    }
}
