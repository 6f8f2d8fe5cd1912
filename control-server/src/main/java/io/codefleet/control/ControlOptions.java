package io.codefleet.control;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.control.alerts.AlertOptions;
import io.codefleet.control.auth.JwtOptions;
import io.codefleet.control.auth.RateLimit;
import io.codefleet.control.server.ReverseProxy;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of a control plane. */
@CheckReturnValue
public final class ControlOptions {
    private static final ControlOptions DEFAULTS = builder().build();

    private final String host;
    private final Optional<TlsFiles> tls;
    private final Duration idleTimeout;
    private final Duration bodyTimeout;
    private final int maxConnections;
    private final RateLimit keyRate;
    private final RateLimit addressRate;
    private final Duration keyCache;
    private final Duration streamCheck;
    private final Duration shutdownGrace;
    private final Optional<JwtOptions> jwt;
    private final AlertOptions alerts;
    private final String pathPrefix;
    private final List<String> trustedProxies;

    private ControlOptions(Builder builder) {
        this.host = builder.host;
        this.tls = Optional.ofNullable(builder.tls);
        this.idleTimeout = builder.idleTimeout;
        this.bodyTimeout = builder.bodyTimeout;
        this.maxConnections = builder.maxConnections;
        this.keyRate = builder.keyRate;
        this.addressRate = builder.addressRate;
        this.keyCache = builder.keyCache;
        this.streamCheck = builder.streamCheck;
        this.shutdownGrace = builder.shutdownGrace;
        this.jwt = Optional.ofNullable(builder.jwt);
        this.alerts = builder.alerts;
        this.pathPrefix = builder.pathPrefix;
        this.trustedProxies = List.copyOf(builder.trustedProxies);
        ReverseProxy.of(pathPrefix, trustedProxies);
    }

    /** Returns a builder with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the address that it listens on; default 127.0.0.1. */
    public String host() {
        return host;
    }

    /** Returns the files of its certificate; default absent, which is plain HTTP. */
    public Optional<TlsFiles> tls() {
        return tls;
    }

    /**
     * Returns when a connection on which nothing moves is closed; default 75 seconds, which is longer than the 60 seconds after
     * which common clients and proxies close one. A server that closes first would do so while a client sends.
     */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Returns the time in which a request's body must arrive; default 30 seconds. */
    public Duration bodyTimeout() {
        return bodyTimeout;
    }

    /** Returns how many connections are open at most; further ones are closed at once; default 10 000. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Returns how many requests the holder of one API key may send; default 100 a second with a burst of 200. */
    public RateLimit keyRate() {
        return keyRate;
    }

    /**
     * Returns how many requests without a valid key one address may send; default 10 a second with a burst of 50.
     * Behind a proxy that is not one of {@link #trustedProxies} all callers have its address.
     */
    public RateLimit addressRate() {
        return addressRate;
    }

    /**
     * Returns how long a key's record is used before the broker is asked again, and so how long a key that another
     * control plane has revoked is still accepted; default 10 seconds.
     */
    public Duration keyCache() {
        return keyCache;
    }

    /** Returns how often the key of an open stream is looked up again; default 15 seconds. */
    public Duration streamCheck() {
        return streamCheck;
    }

    /** Returns how long {@link ControlServer#close} waits for requests that are under way; default 10 seconds. */
    public Duration shutdownGrace() {
        return shutdownGrace;
    }

    /** Returns which tokens are accepted in addition to API keys; default absent, which is none. */
    public Optional<JwtOptions> jwt() {
        return jwt;
    }

    /** Returns the rules and receivers of alerts; default all rules and no receivers. */
    public AlertOptions alerts() {
        return alerts;
    }

    /** Returns the path below which everything is served, such as {@code /fleet}; default empty. */
    public String pathPrefix() {
        return pathPrefix;
    }

    /**
     * Returns the addresses and networks of the reverse proxies in front, such as {@code 10.0.0.0/8}; default none. Of their
     * requests, the headers {@code X-Forwarded-For}, {@code -Proto} and {@code -Host}, or {@code Forwarded}, give the
     * client's address, scheme and host. From others they are ignored.
     */
    public List<String> trustedProxies() {
        return trustedProxies;
    }

    /** Returns the defaults. */
    public static ControlOptions defaults() {
        return DEFAULTS;
    }

    private List<Object> components() {
        return List.of(
                host,
                tls,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                keyRate,
                addressRate,
                keyCache,
                streamCheck,
                shutdownGrace,
                jwt,
                alerts,
                pathPrefix,
                trustedProxies);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof ControlOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    @Override
    public String toString() {
        return "ControlOptions[host=" + host + ", tls=" + tls + ", idleTimeout=" + idleTimeout + ", bodyTimeout="
                + bodyTimeout + ", maxConnections=" + maxConnections + ", keyRate=" + keyRate + ", addressRate="
                + addressRate + ", keyCache=" + keyCache + ", streamCheck=" + streamCheck + ", shutdownGrace="
                + shutdownGrace + ", jwt=" + jwt + ", alerts=" + alerts + ", pathPrefix=" + pathPrefix
                + ", trustedProxies="
                + trustedProxies + "]";
    }

    /**
     * Builds a {@link ControlOptions}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String host = "127.0.0.1";
        private @Nullable TlsFiles tls;
        private Duration idleTimeout = Duration.ofSeconds(75);
        private Duration bodyTimeout = Duration.ofSeconds(30);
        private int maxConnections = 10_000;
        private RateLimit keyRate = new RateLimit(100, 200);
        private RateLimit addressRate = new RateLimit(10, 50);
        private Duration keyCache = Duration.ofSeconds(10);
        private Duration streamCheck = Duration.ofSeconds(15);
        private Duration shutdownGrace = Duration.ofSeconds(10);
        private @Nullable JwtOptions jwt;
        private AlertOptions alerts = AlertOptions.defaults();
        private String pathPrefix = "";
        private List<String> trustedProxies = List.of();

        private Builder() {}

        private Builder(ControlOptions from) {
            host = from.host;
            tls = from.tls.orElse(null);
            idleTimeout = from.idleTimeout;
            bodyTimeout = from.bodyTimeout;
            maxConnections = from.maxConnections;
            keyRate = from.keyRate;
            addressRate = from.addressRate;
            keyCache = from.keyCache;
            streamCheck = from.streamCheck;
            shutdownGrace = from.shutdownGrace;
            jwt = from.jwt.orElse(null);
            alerts = from.alerts;
            pathPrefix = from.pathPrefix;
            trustedProxies = from.trustedProxies;
        }

        public Builder host(String value) {
            host = value;
            return this;
        }

        public Builder tls(@Nullable TlsFiles value) {
            tls = value;
            return this;
        }

        public Builder idleTimeout(Duration value) {
            idleTimeout = value;
            return this;
        }

        public Builder bodyTimeout(Duration value) {
            bodyTimeout = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder keyRate(RateLimit value) {
            keyRate = value;
            return this;
        }

        public Builder addressRate(RateLimit value) {
            addressRate = value;
            return this;
        }

        public Builder keyCache(Duration value) {
            keyCache = value;
            return this;
        }

        public Builder streamCheck(Duration value) {
            streamCheck = value;
            return this;
        }

        public Builder shutdownGrace(Duration value) {
            shutdownGrace = value;
            return this;
        }

        public Builder jwt(@Nullable JwtOptions value) {
            jwt = value;
            return this;
        }

        public Builder alerts(AlertOptions value) {
            alerts = value;
            return this;
        }

        public Builder pathPrefix(String value) {
            pathPrefix = value;
            return this;
        }

        public Builder trustedProxies(List<String> value) {
            trustedProxies = List.copyOf(value);
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if the prefix or a proxy is malformed; it names the component
         */
        @CheckReturnValue
        public ControlOptions build() {
            return new ControlOptions(this);
        }
    }
}
