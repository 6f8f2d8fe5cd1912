package io.codefleet.broker.redis.internal.address;

import io.codefleet.CodefleetOptions;
import io.codefleet.broker.ParameterFile;
import io.codefleet.broker.UriAuthority;
import io.codefleet.broker.UriParameters;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Address and credentials of a Redis, as {@code docs/guides/redis.md} describes the URI.
 *
 * @param topology how its servers stand to each other
 * @param nodes the servers that the URI names: the one, the Sentinels, or some nodes of the Cluster
 * @param master the name by which Sentinels know the master; empty for other topologies
 * @param database the number of the database; absent: the one that a connection begins with
 * @param credentials how to enter the servers that hold data
 * @param sentinelCredentials how to enter Sentinels
 * @param tls how to speak TLS; absent: plain TCP
 * @param waitReplicas how many replicas must have an accepted submit or report before it is acknowledged
 * @param timeout how long a connect, or a command, may take
 */
public record RedisAddress(
        Topology topology,
        List<Node> nodes,
        String master,
        Optional<Integer> database,
        Credentials credentials,
        Credentials sentinelCredentials,
        Optional<TlsOptions> tls,
        int waitReplicas,
        Duration timeout) {
    private static final int MAX_DATABASE = 1_000_000;
    private static final int MAX_REPLICAS = 100;

    /**
     * Reads the address from the URI of the options.
     *
     * @throws InvalidInputException if the URI cannot be one of a Redis; it names the part
     */
    public static RedisAddress of(CodefleetOptions options) {
        URI uri = options.uri();
        Topology topology = Topology.of(uri.getScheme());
        UriAuthority authority = UriAuthority.of(uri);
        UriParameters parameters = UriParameters.of(uri.getRawQuery(), Parameters.ALL);
        List<Node> nodes = nodes(topology, authority.hosts());
        String[] path = path(uri);
        boolean sentinel = topology == Topology.SENTINEL;
        if (!sentinel) {
            parameters.refuse(
                    "which only redis-sentinel:// has", Parameters.SENTINEL_USER, Parameters.SENTINEL_PASSWORD_FILE);
        }
        return new RedisAddress(
                topology,
                nodes,
                sentinel ? master(path) : "",
                database(topology, sentinel ? tail(path) : path),
                credentials(authority.userInfo().orElse(null), parameters),
                new Credentials(
                        parameters.text(Parameters.SENTINEL_USER),
                        Optional.empty(),
                        parameters.file(Parameters.SENTINEL_PASSWORD_FILE)),
                tls(uri.getScheme(), parameters),
                parameters.number(Parameters.WAIT_REPLICAS, 0, MAX_REPLICAS),
                options.commandTimeout());
    }

    private static List<Node> nodes(Topology topology, List<String> hosts) {
        List<Node> nodes = hosts.stream()
                .map(host -> Node.of(UriParameters.decode(host), topology.defaultPort()))
                .toList();
        if (topology == Topology.STANDALONE && nodes.size() > 1) {
            throw new InvalidInputException(
                    "uri", "names several hosts; write redis-sentinel:// or redis-cluster:// for what they are");
        }
        return nodes;
    }

    private static String[] path(URI uri) {
        String path = uri.getPath() == null ? "" : uri.getPath();
        return path.isEmpty() || path.equals("/")
                ? new String[0]
                : path.substring(1).split("/", -1);
    }

    private static String[] tail(String[] path) {
        return Arrays.copyOfRange(path, 1, path.length);
    }

    private static String master(String[] path) {
        if (path.length == 0 || path[0].isEmpty()) {
            throw new InvalidInputException(
                    "uri", "does not name the master; write redis-sentinel://host:port/name-of-the-master");
        }
        return path[0];
    }

    private static Optional<Integer> database(Topology topology, String[] path) {
        if (path.length == 0) {
            return Optional.empty();
        }
        String text = String.join("/", path);
        if (!text.matches("\\d{1,7}") || Integer.parseInt(text) > MAX_DATABASE) {
            throw new InvalidInputException(
                    "uri", "ends in /" + text + "; there stands the number of a database, as in /0");
        }
        if (topology == Topology.CLUSTER) {
            throw new InvalidInputException(
                    "uri", "ends in /" + text + ", but a Cluster has no databases; leave it out");
        }
        return Optional.of(Integer.parseInt(text));
    }

    private static Credentials credentials(@Nullable String userInfo, UriParameters parameters) {
        Optional<ParameterFile> file = parameters.file(Parameters.PASSWORD_FILE);
        if (userInfo == null) {
            return new Credentials(Optional.empty(), Optional.empty(), file);
        }
        int colon = userInfo.indexOf(':');
        if (file.isPresent()) {
            if (colon >= 0) {
                throw new InvalidInputException(
                        "uri", "has a password and names a passwordFile; leave one of them out");
            }
            return new Credentials(Optional.of(UriParameters.decode(userInfo)), Optional.empty(), file);
        }
        Optional<String> user = colon <= 0 ? Optional.empty() : Optional.of(userInfo.substring(0, colon));
        return new Credentials(
                user.map(UriParameters::decode),
                Optional.of(UriParameters.decode(userInfo.substring(colon + 1))),
                file);
    }

    private static Optional<TlsOptions> tls(String scheme, UriParameters parameters) {
        if (!Topology.isSecure(scheme)) {
            parameters.refuse(
                    "but not TLS; begin the URI with rediss instead of redis",
                    Parameters.CA,
                    Parameters.CERT,
                    Parameters.KEY,
                    Parameters.VERIFY_HOST);
            return Optional.empty();
        }
        TlsOptions tls = new TlsOptions(
                parameters.text(Parameters.CA),
                parameters.text(Parameters.CERT),
                parameters.text(Parameters.KEY),
                parameters.flag(Parameters.VERIFY_HOST, true));
        if (tls.cert().isPresent() != tls.key().isPresent()) {
            throw new InvalidInputException("uri", "needs cert and key together, the client's certificate and its key");
        }
        return Optional.of(tls);
    }

    /** Returns the URI without credentials and options. */
    @Override
    public String toString() {
        String path = (master.isEmpty() ? "" : "/" + master)
                + database.map(number -> "/" + number).orElse("");
        return topology.scheme(tls.isPresent()) + "://"
                + nodes.stream().map(Node::toString).collect(Collectors.joining(",")) + path;
    }
}
