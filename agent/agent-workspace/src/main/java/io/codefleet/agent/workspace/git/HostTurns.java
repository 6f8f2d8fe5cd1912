package io.codefleet.agent.workspace.git;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets a few at a time ask one host, so that a host that answers slowly does not hold all threads that ask hosts. Who waits holds
 * none. May be called from any thread.
 */
final class HostTurns {
    private final int atOnce;
    private final Map<String, Integer> inside = new HashMap<>();
    private final Map<String, Deque<Promise<Void>>> waiting = new HashMap<>();

    /**
     * Creates a limit of the concurrent requests to each host.
     *
     * @param atOnce how many ask one host at once
     */
    HostTurns(int atOnce) {
        this.atOnce = atOnce;
    }

    /** Completes when it is the caller's turn, who then must {@link #leave} the host, wanted or not. */
    synchronized Future<Void> enter(String host) {
        int now = inside.getOrDefault(host, 0);
        if (now < atOnce) {
            inside.put(host, now + 1);
            return Future.succeededFuture();
        }
        Promise<Void> turn = Promise.promise();
        waiting.computeIfAbsent(host, key -> new ArrayDeque<>()).add(turn);
        return turn.future();
    }

    /** Passes the turn to the next request. */
    void leave(String host) {
        Promise<Void> next = next(host);
        if (next != null) {
            next.complete();
        }
    }

    private synchronized @Nullable Promise<Void> next(String host) {
        Deque<Promise<Void>> line = waiting.get(host);
        Promise<Void> next = line == null ? null : line.poll();
        if (next == null) {
            waiting.remove(host);
            inside.computeIfPresent(host, (key, number) -> number == 1 ? null : number - 1);
        }
        return next;
    }
}
