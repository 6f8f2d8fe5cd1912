package io.codefleet.faults.schedule;

import java.util.ArrayList;
import java.util.List;

/** Faults of Redis. */
final class Server {
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

    private Server() {}

    static Effect says(String... words) {
        return (site, step) -> {
            site.admin(words);
            return Effect.NOTHING;
        };
    }

    static Effect set(String setting, String bad, String good) {
        return (site, step) -> {
            site.admin("CONFIG", "SET", setting, bad);
            return () -> site.admin("CONFIG", "SET", setting, good);
        };
    }

    static Effect killed() {
        return (site, step) -> {
            site.redis().kill();
            return site.redis()::restart;
        };
    }

    static Effect restarted() {
        return (site, step) -> {
            site.redis().restart();
            return Effect.NOTHING;
        };
    }

    static Effect frozen() {
        return (site, step) -> {
            site.redis().pause();
            return site.redis()::resume;
        };
    }

    static Effect pausesClients() {
        return (site, step) -> {
            site.admin("CLIENT", "PAUSE", Long.toString(step.lasts().toMillis()), "ALL");
            return Effect.NOTHING;
        };
    }

    /** A replica of nobody: it keeps its data, and takes no writes. */
    static Effect replica() {
        return (site, step) -> {
            site.admin("REPLICAOF", "127.0.0.1", "1");
            return () -> site.admin("REPLICAOF", "NO", "ONE");
        };
    }

    static Effect busy() {
        return (site, step) -> {
            site.admin("CONFIG", "SET", "lua-time-limit", "100");
            site.admin("EVAL", BUSY, "0");
            site.admin("CONFIG", "SET", "lua-time-limit", "5000");
            return Effect.NOTHING;
        };
    }

    /** Does something to one of the clients that wait for a wake-up; its id stands behind these words. */
    static Effect blockedClients(String... words) {
        return (site, step) -> {
            List<String> blocked = site.admin("CLIENT", "LIST", "TYPE", "normal")
                    .lines()
                    .filter(line -> line.contains(" cmd=blpop "))
                    .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                    .toList();
            if (!blocked.isEmpty()) {
                List<String> all = new ArrayList<>(List.of(words));
                all.add(step.oneOf(blocked));
                site.admin(all.toArray(String[]::new));
            }
            return Effect.NOTHING;
        };
    }

    static Effect deletesInboxes() {
        return says("EVAL", DELETE_INBOXES, "0");
    }
}
