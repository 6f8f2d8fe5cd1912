package io.codefleet.redis.test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Options of a test's server. A server that differs from {@link #DEFAULTS} gets a server of its own, never the one at
 * {@code REDIS_URL}.
 *
 * @param arguments further arguments of {@code redis-server}, for example {@code --appendonly yes}
 * @param password what clients must send ({@code --requirepass}); empty for none
 * @param config the content of its configuration file; empty for none
 * @param tls the certificate of a server that speaks TLS only; empty for plain TCP
 * @param own whether the test will kill, pause or restart the server
 * @param clock the clock that it reads; empty for that of the machine
 */
public record RedisTestOptions(
        List<String> arguments,
        Optional<String> password,
        Optional<String> config,
        Optional<Tls> tls,
        boolean own,
        Optional<RedisClock> clock) {

    /** Plain TCP, no password, no persistence, shared where {@code REDIS_URL} names a server. */
    public static final RedisTestOptions DEFAULTS = new RedisTestOptions(
            List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty());

    /**
     * A server's certificate and its key, in PEM files.
     *
     * @param certificate what the server shows, which is also what clients trust
     * @param key its private key
     */
    public record Tls(Path certificate, Path key) {}

    public RedisTestOptions {
        arguments = List.copyOf(arguments);
    }

    /** Returns a copy with further arguments of {@code redis-server}. */
    public RedisTestOptions withArguments(String... further) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(further));
        return new RedisTestOptions(all, password, config, tls, own, clock);
    }

    /**
     * Returns a copy with an append-only file that is synced on every write, so that acknowledged writes survive a
     * kill.
     */
    public RedisTestOptions withPersistence() {
        return withArguments("--appendonly", "yes", "--appendfsync", "always");
    }

    /** Returns a copy with this password. */
    public RedisTestOptions withPassword(String required) {
        return new RedisTestOptions(arguments, Optional.of(required), config, tls, own, clock);
    }

    /** Returns a copy with a configuration file, as Sentinels need one. Not for a server in a container. */
    RedisTestOptions withConfig(String content) {
        return new RedisTestOptions(arguments, password, Optional.of(content), tls, own, clock);
    }

    /** Returns a copy with TLS instead of plain TCP. */
    public RedisTestOptions withTls(Path certificate, Path key) {
        return new RedisTestOptions(arguments, password, config, Optional.of(new Tls(certificate, key)), own, clock);
    }

    /** Returns a copy for a server that the test may kill, pause and restart. */
    public RedisTestOptions breakable() {
        return new RedisTestOptions(arguments, password, config, tls, true, clock);
    }

    /** Returns a copy for a server that reads this clock. Not for a server in a container. */
    public RedisTestOptions withClock(RedisClock read) {
        return new RedisTestOptions(arguments, password, config, tls, own, Optional.of(read));
    }

    boolean needsOwnServer() {
        return !equals(DEFAULTS);
    }

    /** Returns the arguments of a server that listens as these options ask. */
    List<String> serverArguments(int port, String bind, Optional<Tls> files) {
        List<String> all = new ArrayList<>(List.of("--bind", bind, "--save", "", "--appendonly", "no"));
        if (files.isPresent()) {
            all.addAll(List.of("--port", "0", "--tls-port", Integer.toString(port), "--tls-auth-clients", "no"));
            all.addAll(List.of("--tls-cert-file", files.get().certificate().toString()));
            all.addAll(List.of("--tls-key-file", files.get().key().toString()));
        } else {
            all.addAll(List.of("--port", Integer.toString(port)));
        }
        password.ifPresent(required -> all.addAll(List.of("--requirepass", required)));
        all.addAll(arguments);
        return all;
    }

    /** Returns the address of a server that listens as these options ask. */
    String uri(String host, int port) {
        return (tls.isPresent() ? "rediss://" : "redis://")
                + password.map(required -> ":" + required + "@").orElse("")
                + host + ":" + port;
    }
}
