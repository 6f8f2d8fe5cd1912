package io.codefleet.faults.schedule;

import java.util.List;

/** Faults of Redis. */
final class Server {
    private static final int BUSY_MILLIS = 800;

    private Server() {}

    static Effect says(String command) {
        return (site, step) -> {
            site.admin(command);
            return Effect.NOTHING;
        };
    }

    static Effect set(String setting, String bad, String good) {
        return (site, step) -> {
            site.admin("CONFIG SET " + setting + " " + bad);
            return () -> site.admin("CONFIG SET " + setting + " " + good);
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
            site.admin("CLIENT PAUSE " + step.lasts().toMillis() + " ALL");
            return Effect.NOTHING;
        };
    }

    /** A replica of nobody: it keeps its data, and takes no writes. */
    static Effect replica() {
        return (site, step) -> {
            site.admin("REPLICAOF 127.0.0.1 1");
            return () -> site.admin("REPLICAOF NO ONE");
        };
    }

    static Effect busy() {
        return (site, step) -> {
            site.admin("CONFIG SET lua-time-limit 100");
            site.admin("EVAL \"local e = redis.call('TIME'); local now = e repeat now = redis.call('TIME') until "
                    + "(now[1] - e[1]) * 1000 + (now[2] - e[2]) / 1000 > " + BUSY_MILLIS + " return 1\" 0");
            site.admin("CONFIG SET lua-time-limit 5000");
            return Effect.NOTHING;
        };
    }

    static Effect blockedClients(String command) {
        return (site, step) -> {
            List<String> blocked = site.admin("CLIENT LIST TYPE normal")
                    .lines()
                    .filter(line -> line.contains(" cmd=blpop "))
                    .map(line -> line.substring("id=".length(), line.indexOf(' ')))
                    .toList();
            if (!blocked.isEmpty()) {
                site.admin(String.format(command, step.oneOf(blocked)));
            }
            return Effect.NOTHING;
        };
    }

    static Effect deletesInboxes() {
        return (site, step) -> {
            site.admin(
                    "EVAL \"for _, key in ipairs(redis.call('KEYS', 'codefleet:*:in:*')) do redis.call('DEL', key) end\" 0");
            return Effect.NOTHING;
        };
    }
}
