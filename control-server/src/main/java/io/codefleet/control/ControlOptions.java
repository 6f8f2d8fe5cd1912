package io.codefleet.control;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.control.alerts.AlertOptions;
import io.codefleet.control.auth.JwtOptions;
import io.codefleet.control.auth.RateLimit;
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

    /** Returns when a connection on which nothing moves is closed; default 60 seconds. */
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
     * Behind a proxy all callers have its address.
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

    /** Returns the defaults. */
    public static ControlOptions defaults() {
        return DEFAULTS;
    }

    /** Returns a copy that listens on this address. */
    public ControlOptions host(String value) {
        return toBuilder().host(value).build();
    }

    /** Returns a copy that serves HTTPS with these files. */
    public ControlOptions tls(TlsFiles value) {
        return toBuilder().tls(value).build();
    }

    /** Returns a copy with another time after which idle connections are closed. */
    public ControlOptions idleTimeout(Duration value) {
        return toBuilder().idleTimeout(value).build();
    }

    /** Returns a copy with another time for a request's body. */
    public ControlOptions bodyTimeout(Duration value) {
        return toBuilder().bodyTimeout(value).build();
    }

    /** Returns a copy with another limit of open connections. */
    public ControlOptions maxConnections(int value) {
        return toBuilder().maxConnections(value).build();
    }

    /** Returns a copy with another limit for each API key. */
    public ControlOptions keyRate(RateLimit value) {
        return toBuilder().keyRate(value).build();
    }

    /** Returns a copy with another limit for each address without a valid key. */
    public ControlOptions addressRate(RateLimit value) {
        return toBuilder().addressRate(value).build();
    }

    /** Returns a copy that remembers keys for another time. */
    public ControlOptions keyCache(Duration value) {
        return toBuilder().keyCache(value).build();
    }

    /** Returns a copy that looks up the keys of open streams as often as this. */
    public ControlOptions streamCheck(Duration value) {
        return toBuilder().streamCheck(value).build();
    }

    /** Returns a copy that waits another time for requests when it closes. */
    public ControlOptions shutdownGrace(Duration value) {
        return toBuilder().shutdownGrace(value).build();
    }

    /** Returns a copy that accepts these tokens in addition to API keys. */
    public ControlOptions jwt(JwtOptions value) {
        return toBuilder().jwt(value).build();
    }

    /** Returns a copy with these rules and receivers of alerts. */
    public ControlOptions alerts(AlertOptions value) {
        return toBuilder().alerts(value).build();
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
                alerts);
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
                + shutdownGrace + ", jwt=" + jwt + ", alerts=" + alerts + "]";
    }

    /**
     * Builds a {@link ControlOptions}; each setter is named as the component that it sets, and null clears an optional
     * one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private String host = "127.0.0.1";
        private @Nullable TlsFiles tls;
        private Duration idleTimeout = Duration.ofSeconds(60);
        private Duration bodyTimeout = Duration.ofSeconds(30);
        private int maxConnections = 10_000;
        private RateLimit keyRate = new RateLimit(100, 200);
        private RateLimit addressRate = new RateLimit(10, 50);
        private Duration keyCache = Duration.ofSeconds(10);
        private Duration streamCheck = Duration.ofSeconds(15);
        private Duration shutdownGrace = Duration.ofSeconds(10);
        private @Nullable JwtOptions jwt;
        private AlertOptions alerts = AlertOptions.defaults();

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

        /** Returns the value. */
        @CheckReturnValue
        public ControlOptions build() {
            return new ControlOptions(this);
        }
    }
}
