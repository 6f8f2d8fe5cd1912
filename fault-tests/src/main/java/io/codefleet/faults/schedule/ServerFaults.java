package io.codefleet.faults.schedule;

import java.util.ArrayList;
import java.util.List;

/** Faults of Redis. */
final class ServerFaults {
    /** Holds Redis for 0.8 seconds. */
    private static final String BUSY = """
            local from = redis.call('TIME')
            local now
            repeat
              now = redis.call('TIME')
            until (now[1] - from[1]) * 1000 + (now[2] - from[2]) / 1000 > 800
            return 1
            """;

    private static final String DELETE_INBOXES = """
            for _, key in ipairs(redis.call('KEYS', 'codefleet:*:in:*')) do
              redis.call('DEL', key)
            end
            """;

    private ServerFaults() {}

    static Effect answers(String... words) {
        return (environment, step) -> {
            environment.admin(words);
            return Effect.NOTHING;
        };
    }

    static Effect set(String setting, String bad, String good) {
        return (environment, step) -> {
            environment.admin("CONFIG", "SET", setting, bad);
            return () -> environment.admin("CONFIG", "SET", setting, good);
        };
    }

    static Effect killed() {
        return (environment, step) -> {
            environment.server().kill();
            return environment.server()::restart;
        };
    }

    static Effect restarted() {
        return (environment, step) -> {
            environment.server().restart();
            return Effect.NOTHING;
        };
    }

    static Effect frozen() {
        return (environment, step) -> {
            environment.server().pause();
            return environment.server()::resume;
        };
    }

    static Effect pausesClients() {
        return (environment, step) -> {
            environment.admin("CLIENT", "PAUSE", Long.toString(step.lasts().toMillis()), "ALL");
            return Effect.NOTHING;
        };
    }

    /**
     * Returns the effect that makes the Redis a replica of a server that does not exist: it keeps its data, and refuses
     * writes.
     */
    static Effect replica() {
        return (environment, step) -> {
            environment.admin("REPLICAOF", "127.0.0.1", "1");
            return () -> environment.admin("REPLICAOF", "NO", "ONE");
        };
    }

    static Effect busy() {
        return (environment, step) -> {
            environment.admin("CONFIG", "SET", "lua-time-limit", "100");
            environment.admin("EVAL", BUSY, "0");
            environment.admin("CONFIG", "SET", "lua-time-limit", "5000");
            return Effect.NOTHING;
        };
    }

    /**
     * Returns the effect that sends a command about one of the clients that wait for a wake-up; the client's id follows
     * these words.
     */
    static Effect blockedClients(String... words) {
        return (environment, step) -> {
            List<String> blocked = environment
                    .admin("CLIENT", "LIST", "TYPE", "normal")
                    .lines()
                    .filter(line -> line.contains(" cmd=blpop "))
                    .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                    .toList();
            if (!blocked.isEmpty()) {
                List<String> all = new ArrayList<>(List.of(words));
                all.add(step.oneOf(blocked));
                environment.admin(all.toArray(String[]::new));
            }
            return Effect.NOTHING;
        };
    }

    static Effect deletesInboxes() {
        return answers("EVAL", DELETE_INBOXES, "0");
    }
}
