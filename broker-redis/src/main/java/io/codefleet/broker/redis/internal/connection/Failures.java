package io.codefleet.broker.redis.internal.connection;

import io.codefleet.broker.redis.internal.address.RedisAddress;
import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.vertx.redis.client.Response;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Conversion of failures of the client and error answers of Redis to errors for a caller. */
public final class Failures {
    /**
     * Another node serves, or will soon; nothing was done. ASK is not among them: while a slot is moving its keys lie on two
     * nodes, and a script that ran on either would see half of them.
     */
    private static final Set<String> ELSEWHERE = Set.of("MOVED", "READONLY", "CLUSTERDOWN", "MASTERDOWN");

    /** This node will serve soon; nothing was done. */
    private static final Set<String> SOON = Set.of("LOADING", "BUSY", "TRYAGAIN", "ASK", "NOREPLICAS");

    /** It passes when somebody has repaired it, which may take long. */
    private static final Set<String> LATER = Set.of("OOM", "MISCONF", "UNBLOCKED", Failures.MAX_CLIENTS);

    /** Said to a new connection, with the code of any other error. */
    private static final String MAX_CLIENTS = "max number of clients";

    /** The answer to a number of a database that the server does not have, with the code of any other error. */
    private static final String NO_DATABASE = "DB index is out of range";

    private static final Map<String, String> MENDS = Map.ofEntries(
            Map.entry("WRONGPASS", "wrong user or password; check the user info of the URI"),
            Map.entry("NOAUTH", "it wants a password; write redis://:password@host:port"),
            Map.entry(
                    "NOPERM",
                    "the user lacks a right; docs/guides/redis.md has the line that gives all that are needed"),
            Map.entry(
                    "WRONGTYPE",
                    "a key of this namespace is of a foreign type; delete it, or choose another namespace"),
            Map.entry("OOM", "its memory is full; raise maxmemory, or purge ended tasks"),
            Map.entry("LOADING", "it is loading its data; try again soon"),
            Map.entry("READONLY", "it is a replica; name the primary, or its Sentinels by redis-sentinel://"),
            Map.entry("MOVED", "it is a node of a Cluster and another one serves; write redis-cluster://"),
            Map.entry("ASK", "the keys of the namespace are moving to another node; try again when they have moved"),
            Map.entry("CLUSTERDOWN", "its Cluster is down or failing over; try again soon"),
            Map.entry("MASTERDOWN", "it is a replica that has lost its primary; try again soon"),
            Map.entry("NOREPLICAS", "it has fewer replicas than min-replicas-to-write asks for; try again soon"),
            Map.entry(
                    MAX_CLIENTS,
                    "it has as many connections as its maxclients allows; raise maxclients, and its limit of open files,"
                            + " to three for each worker and each client, or let the workers of a process share a client"),
            Map.entry("MISCONF", "it cannot write to its disk; look into its log"),
            Map.entry(NO_DATABASE, "the number of its databases is smaller; choose another in the path of the URI"),
            Map.entry("ERR", "it did not understand; Codefleet needs Redis 6.2 or newer, or Valkey"));

    /** Redis 6 puts the answer to a script's command at the end of a longer sentence. */
    private static final Pattern IN_SCRIPT = Pattern.compile("^ERR Error running script .*: -([A-Z]+) ");

    /** A right that a script's command lacks is reported without the code that reports it elsewhere. */
    private static final String NO_RIGHT_IN_SCRIPT = "The user executing the script can't";

    private Failures() {}

    static ClosedException closed() {
        return new ClosedException("the connection to Redis");
    }

    /** Returns whether Redis itself answered with the failure. Otherwise the client found that the connection is gone. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof Response && !code(failure).equals("CONNECTION_CLOSED");
    }

    /** Returns whether Redis does not know, or has forgotten, a script: nothing was done. */
    public static boolean isNoScript(Throwable failure) {
        return isAnswer(failure) && code(failure).equals("NOSCRIPT");
    }

    /** Returns whether Redis has not run the command, and the node that serves must be found again. */
    static boolean isElsewhere(Throwable failure) {
        return isAnswer(failure) && ELSEWHERE.contains(code(failure));
    }

    /** Returns whether Redis has not run the command, and will soon serve the same one. */
    static boolean isSoon(Throwable failure) {
        return isAnswer(failure) && SOON.contains(code(failure));
    }

    private static String code(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains(NO_RIGHT_IN_SCRIPT)) {
            return "NOPERM";
        }
        if (message.startsWith("ERR " + MAX_CLIENTS)) {
            return MAX_CLIENTS;
        }
        if (message.startsWith("ERR " + NO_DATABASE)) {
            return NO_DATABASE;
        }
        Matcher inScript = IN_SCRIPT.matcher(message);
        return inScript.find() ? inScript.group(1) : message.split(" ", 2)[0];
    }

    static CodefleetException of(RedisAddress address, Throwable failure) {
        if (failure instanceof CodefleetException known) {
            return known;
        }
        String message = String.valueOf(failure.getMessage());
        String code = code(failure);
        if (!isAnswer(failure)) {
            return new BrokerUnavailableException(
                    "Redis at " + address + " cannot be reached: " + message + root(failure) + "; "
                            + question(address, failure),
                    failure);
        }
        if (isElsewhere(failure) || isSoon(failure) || LATER.contains(code)) {
            return new BrokerUnavailableException(
                    "Redis at " + address + " cannot serve now: " + MENDS.getOrDefault(code, "try again") + " ("
                            + message + ")",
                    null);
        }
        return new BrokerRefusedException(
                "Redis at " + address + " refused: " + MENDS.getOrDefault(code, "see its answer") + " (" + message
                        + ")",
                null);
    }

    /**
     * Returns the question that a failure to connect raises. A server that expects the other kind of connection closes it, or
     * waits for more; it does not refuse the connection.
     */
    private static String question(RedisAddress address, Throwable failure) {
        if (failure instanceof ConnectException || failure instanceof UnknownHostException) {
            return "is it running there?";
        }
        boolean tls = address.tls().isPresent();
        return "is it running there, and does it " + (tls ? "use TLS? Without TLS" : "work without TLS? With TLS")
                + ", write " + address.topology().scheme(!tls) + "://";
    }

    /** Returns the message of the innermost cause of a failure, such as a certificate that nobody trusts. */
    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == failure ? "" : " (" + root.getMessage() + ")";
    }
}
