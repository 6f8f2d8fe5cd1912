package io.codefleet.broker.redis.connection;

import io.codefleet.error.BrokerRefusedException;
import io.codefleet.error.BrokerUnavailableException;
import io.codefleet.error.ClosedException;
import io.codefleet.error.CodefleetException;
import io.vertx.redis.client.Response;
import java.util.Map;
import java.util.Set;

/** What a failure of the client or an error answer of Redis means to a caller. */
public final class Failures {
    /** Answers that pass by themselves, or after a failover. */
    private static final Set<String> PASSING = Set.of(
            "LOADING",
            "BUSY",
            "READONLY",
            "MASTERDOWN",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "MISCONF",
            "NOREPLICAS",
            "OOM",
            "UNBLOCKED");

    private static final Map<String, String> MENDS = Map.of(
            "WRONGPASS", "wrong user or password; check the user info of the URI",
            "NOAUTH", "it wants a password; write redis://:password@host:port",
            "NOPERM", "the user lacks a right",
            "WRONGTYPE", "a key of this namespace is of a foreign type; delete it, or choose another namespace",
            "OOM", "its memory is full; raise maxmemory, or purge ended tasks",
            "LOADING", "it is loading its data; try again soon",
            "READONLY", "it is a replica; name the primary",
            "ERR", "it did not understand; Codefleet needs Redis 6.2 or newer, or Valkey");

    private Failures() {}

    static ClosedException closed() {
        return new ClosedException("the connection to Redis");
    }

    /** Whether Redis said it, and not the client that the connection is gone. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof Response && !code(failure).equals("CONNECTION_CLOSED");
    }

    /** Whether Redis does not know, or has forgotten, a script: nothing was done. */
    public static boolean isNoScript(Throwable failure) {
        return isAnswer(failure) && code(failure).equals("NOSCRIPT");
    }

    private static String code(Throwable failure) {
        return String.valueOf(failure.getMessage()).split(" ", 2)[0];
    }

    static CodefleetException of(RedisAddress address, Throwable failure) {
        if (failure instanceof CodefleetException known) {
            return known;
        }
        String said = String.valueOf(failure.getMessage());
        String code = code(failure);
        if (isAnswer(failure) && !PASSING.contains(code)) {
            return new BrokerRefusedException(
                    "Redis at " + address + " refused: " + MENDS.getOrDefault(code, "see its answer") + " (" + said
                            + ")",
                    null);
        }
        if (isAnswer(failure)) {
            return new BrokerUnavailableException(
                    "Redis at " + address + " cannot serve now: " + MENDS.getOrDefault(code, "try again") + " (" + said
                            + ")",
                    null);
        }
        return new BrokerUnavailableException(
                "Redis at " + address + " cannot be reached: " + said + root(failure) + "; is it running there?",
                failure);
    }

    /** What is at the bottom of a failure, such as a certificate that nobody trusts. */
    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root == failure ? "" : " (" + root.getMessage() + ")";
    }
}
