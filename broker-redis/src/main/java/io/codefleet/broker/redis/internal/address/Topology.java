package io.codefleet.broker.redis.internal.address;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Topology of the servers of a URI. */
public enum Topology {
    /** {@code redis://}: one server, or a name behind which there is always one that can be written to. */
    STANDALONE("redis", 6379),
    /** {@code redis-sentinel://}: Sentinels that know which server is the master now. */
    SENTINEL("redis-sentinel", 26379),
    /** {@code redis-cluster://}: nodes of a Cluster, one of which serves the namespace. */
    CLUSTER("redis-cluster", 6379);

    private static final String PLAIN = "redis";
    private static final String SECURE = "rediss";

    private final String scheme;
    private final int defaultPort;

    Topology(String scheme, int defaultPort) {
        this.scheme = scheme;
        this.defaultPort = defaultPort;
    }

    int defaultPort() {
        return defaultPort;
    }

    /** Returns the scheme of a URI; over TLS it begins with {@code rediss}. */
    public String scheme(boolean tls) {
        return tls ? SECURE + scheme.substring(PLAIN.length()) : scheme;
    }

    /** Returns the schemes of all topologies, plain and over TLS. */
    public static Set<String> schemes() {
        return Arrays.stream(values())
                .flatMap(topology -> Stream.of(topology.scheme(false), topology.scheme(true)))
                .collect(Collectors.toUnmodifiableSet());
    }

    static Topology of(String scheme) {
        String plain = isSecure(scheme) ? PLAIN + scheme.substring(SECURE.length()) : scheme;
        return Arrays.stream(values())
                .filter(topology -> topology.scheme.equals(plain.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("not a scheme of Redis: " + scheme));
    }

    static boolean isSecure(String scheme) {
        return scheme.regionMatches(true, 0, SECURE, 0, SECURE.length());
    }
}
