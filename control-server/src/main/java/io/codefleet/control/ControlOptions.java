package io.codefleet.control;

import io.codefleet.control.auth.RateLimit;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a control plane.
 *
 * @param host the address that it listens on; default 127.0.0.1
 * @param tls the files of its certificate; default absent, which is plain HTTP
 * @param idleTimeout when a connection on which nothing moves is closed; default 60 seconds
 * @param bodyTimeout in what time a request's body must arrive; default 30 seconds
 * @param maxConnections how many connections are open at most; further ones are closed at once; default 10 000
 * @param keyRate how many requests the holder of one API key may send; default 100 a second with a burst of 200
 * @param addressRate how many requests without a valid key one address may send; default 10 a second with a burst of 50. Behind
 *     a proxy all callers have its address
 * @param keyCache for how long a key's record is used before the broker is asked again, and so how long a key that another
 *     control plane has revoked is still accepted; default 10 seconds
 * @param streamCheck how often the key of an open stream is looked up again; default 15 seconds
 * @param shutdownGrace how long {@link ControlServer#close} waits for requests that are under way; default 10 seconds
 */
public record ControlOptions(
        String host,
        Optional<TlsFiles> tls,
        Duration idleTimeout,
        Duration bodyTimeout,
        int maxConnections,
        RateLimit keyRate,
        RateLimit addressRate,
        Duration keyCache,
        Duration streamCheck,
        Duration shutdownGrace) {
    private static final ControlOptions DEFAULTS = new ControlOptions(
            "127.0.0.1",
            Optional.empty(),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            10_000,
            new RateLimit(100, 200),
            new RateLimit(10, 50),
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10));

    /** Returns the defaults. */
    public static ControlOptions defaults() {
        return DEFAULTS;
    }

    /** Returns a copy that listens on this address. */
    public ControlOptions host(String value) {
        return new ControlOptions(
                value,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy that serves HTTPS with these files. */
    public ControlOptions tls(TlsFiles value) {
        return new ControlOptions(
                host,
                Optional.of(value),
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy with another time after which idle connections are closed. */
    public ControlOptions idleTimeout(Duration value) {
        return new ControlOptions(
                host,
                tls,
                value,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy with another time for a request's body. */
    public ControlOptions bodyTimeout(Duration value) {
        return new ControlOptions(
                host,
                tls,
                idleTimeout,
                value,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy with another limit of open connections. */
    public ControlOptions maxConnections(int value) {
        return new ControlOptions(
                host, tls, idleTimeout, bodyTimeout, value, keyRate, addressRate, keyCache, streamCheck, shutdownGrace);
    }

    /** Returns a copy with another limit for each API key. */
    public ControlOptions keyRate(RateLimit value) {
        return new ControlOptions(
                host,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                value,
                addressRate,
                keyCache,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy with another limit for each address without a valid key. */
    public ControlOptions addressRate(RateLimit value) {
        return new ControlOptions(
                host,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                value,
                keyCache,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy that remembers keys for another time. */
    public ControlOptions keyCache(Duration value) {
        return new ControlOptions(
                host,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                value,
                streamCheck,
                shutdownGrace);
    }

    /** Returns a copy that looks up the keys of open streams as often as this. */
    public ControlOptions streamCheck(Duration value) {
        return new ControlOptions(
                host,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                value,
                shutdownGrace);
    }

    /** Returns a copy that waits another time for requests when it closes. */
    public ControlOptions shutdownGrace(Duration value) {
        return new ControlOptions(
                host,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                streamCheck,
                value);
    }
}
