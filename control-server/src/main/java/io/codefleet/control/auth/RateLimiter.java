package io.codefleet.control.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Counts the requests of each caller of this control plane against one limit. It remembers the latest callers up to a fixed
 * number, so that a flood of new ones does not make it grow. Its methods may be called from any thread.
 */
public final class RateLimiter {
    private static final int MAX_CALLERS = 20_000;
    private static final int IPV6_NETWORK_BYTES = 8;

    private final RateLimit limit;
    private final Cache<String, Bucket> callers;

    /** Creates a limiter to which every caller is new. */
    public RateLimiter(RateLimit limit) {
        this.limit = limit;
        // Once a bucket is full again, forgetting it changes nothing.
        Duration full = Duration.ofSeconds(1 + limit.burst() / limit.perSecond());
        this.callers = Caffeine.newBuilder()
                .maximumSize(MAX_CALLERS)
                .expireAfterAccess(full)
                .build();
    }

    /** Counts one request; the result is how long to wait if it is one too many. */
    public Optional<Duration> count(String caller) {
        Bucket bucket = callers.get(
                caller,
                unknown -> Bucket.builder()
                        .addLimit(spec ->
                                spec.capacity(limit.burst()).refillGreedy(limit.perSecond(), Duration.ofSeconds(1)))
                        .build());
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Optional.empty() : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    /**
     * Returns the name under which requests from an address are counted. One IPv6 subscriber has a whole network of addresses,
     * so that the network is counted.
     */
    public static String caller(String host) {
        try {
            InetAddress parsed = host.contains(":") ? InetAddress.getByName(host) : null;
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), IPV6_NETWORK_BYTES))
                    : host;
        } catch (UnknownHostException e) {
            return host;
        }
    }
}
