package io.codefleet;

import io.codefleet.annotation.CanIgnoreReturnValue;
import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.codec.PayloadCodec;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options of a connection to a fleet: the broker, the client's identity, limits and interceptors. Immutable; each method that
 * takes an argument returns a changed copy.
 */
@CheckReturnValue
public final class CodefleetOptions {
    /** The namespace of a client that names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** The command timeout of a client that names none. */
    public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** The poll interval of a client that names none. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(5);

    private final URI uri;
    private final String namespace;
    private final StorageLimits limits;
    private final Duration commandTimeout;
    private final Duration pollInterval;
    private final String actor;
    private final Optional<PayloadCodec> codec;
    private final List<SubmitInterceptor> submitInterceptors;

    private CodefleetOptions(Builder builder) {
        this.uri = builder.uri;
        this.namespace = builder.namespace;
        this.limits = builder.limits;
        this.commandTimeout = builder.commandTimeout;
        this.pollInterval = builder.pollInterval;
        this.actor = builder.actor;
        this.codec = Optional.ofNullable(builder.codec);
        this.submitInterceptors = List.copyOf(builder.submitInterceptors);
        if (uri.getScheme() == null) {
            throw new InvalidInputException("uri", "has no scheme; begin with memory: or redis://, as in memory:demo");
        }
        Check.name("namespace", namespace);
        Check.positiveMillis("commandTimeout", commandTimeout);
        Check.positiveMillis("pollInterval", pollInterval);
        Check.id("actor", actor);
    }

    /** Returns a builder with the defaults for all but this. */
    public static Builder builder(URI uri) {
        return new Builder(uri);
    }

    /** Returns a builder with the components of this one. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Returns the URI of the broker, such as {@code memory:name} or {@code redis://[user:password@]host:port/db}. */
    public URI uri() {
        return uri;
    }

    /** Returns the tenant; nothing crosses from one to another; default {@value #DEFAULT_NAMESPACE}. */
    public String namespace() {
        return namespace;
    }

    /** Returns what the broker keeps. */
    public StorageLimits limits() {
        return limits;
    }

    /** Returns how long one call to the broker may take; default 10 seconds. */
    public Duration commandTimeout() {
        return commandTimeout;
    }

    /** Returns how often the client asks for awaited outcomes in addition to the notifications; default 5 seconds. */
    public Duration pollInterval() {
        return pollInterval;
    }

    /**
     * Returns the name under which this client appears in the {@link CodefleetClient#audit audit}. The name is a claim, not a
     * proof. Default: the user of the process and, where the environment names it, the host, as in {@code ann@build-7}.
     */
    public String actor() {
        return actor;
    }

    /**
     * Returns the codec of content, such as one that encrypts it; default none. Only a broker on Redis or Valkey uses it. A
     * broker in memory ({@code memory:}) ignores it, because nothing leaves the process. All other brokers refuse a connection
     * with a codec by an {@link InvalidInputException}.
     */
    public Optional<PayloadCodec> codec() {
        return codec;
    }

    /** Returns what is called around each submit, the first first; default none. */
    public List<SubmitInterceptor> submitInterceptors() {
        return submitInterceptors;
    }

    /**
     * Creates options with defaults for all but the broker.
     *
     * @throws InvalidInputException if this is not a URI
     */
    public static CodefleetOptions of(String uri) {
        try {
            return builder(URI.create(uri)).build();
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "uri", "is not a URI; write memory:name or redis://host:port, and percent-encode the password");
        }
    }

    /**
     * Returns the actor of clients that name none. It does not ask the network for the name of the host, as that may take
     * long.
     */
    private static String defaultActor() {
        String host = Stream.of("HOSTNAME", "COMPUTERNAME")
                .map(System::getenv)
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(name -> "@" + name)
                .orElse("");
        String name = System.getProperty("user.name", "") + host;
        String actor = name.replaceAll("[^A-Za-z0-9._~@/#=+,-]", "-").replaceAll("^[^A-Za-z0-9]+", "");
        return actor.isEmpty() ? "unknown" : actor.substring(0, Math.min(actor.length(), Check.MAX_ID_LENGTH));
    }

    /** Returns a copy for the broker at this URI. */
    public CodefleetOptions uri(URI value) {
        return toBuilder().uri(value).build();
    }

    /** Returns a copy for this namespace. */
    public CodefleetOptions namespace(String value) {
        return toBuilder().namespace(value).build();
    }

    /** Returns a copy with these limits. */
    public CodefleetOptions limits(StorageLimits value) {
        return toBuilder().limits(value).build();
    }

    /** Returns a copy with this command timeout. */
    public CodefleetOptions commandTimeout(Duration value) {
        return toBuilder().commandTimeout(value).build();
    }

    /** Returns a copy with this poll interval. */
    public CodefleetOptions pollInterval(Duration value) {
        return toBuilder().pollInterval(value).build();
    }

    /** Returns a copy that appears as this actor: letters, digits and {@code . _ ~ @ / # = + , -}, at most 200 characters. */
    public CodefleetOptions actor(String value) {
        return toBuilder().actor(value).build();
    }

    /** Returns a copy whose content goes through this codec; see {@link #codec()} for the brokers that use it. */
    public CodefleetOptions codec(PayloadCodec value) {
        return toBuilder().codec(value).build();
    }

    /** Returns a copy with exactly these interceptors, in this order. */
    public CodefleetOptions submitInterceptors(SubmitInterceptor... values) {
        return toBuilder().submitInterceptors(Arrays.asList(values)).build();
    }

    /** Returns the broker's URI without its credentials, for logs and messages. */
    public String safeUri() {
        String authority = uri.getRawAuthority();
        // not getUserInfo(), which is null where the URI names several hosts
        int at = authority == null ? -1 : authority.lastIndexOf('@');
        return at < 0 ? uri.toString() : uri.toString().replace(authority.substring(0, at + 1), "***@");
    }

    /** Returns the broker without credentials, the namespace, the limits and the actor. */
    @Override
    public String toString() {
        return "CodefleetOptions[uri=" + safeUri() + ", namespace=" + namespace + ", limits=" + limits + ", actor="
                + actor + "]";
    }

    private List<Object> components() {
        return List.of(uri, namespace, limits, commandTimeout, pollInterval, actor, codec, submitInterceptors);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof CodefleetOptions that && components().equals(that.components()));
    }

    @Override
    public int hashCode() {
        return components().hashCode();
    }

    /**
     * Builds a {@link CodefleetOptions}; each setter is named as the component that it sets, and null clears an
     * optional one.
     */
    @CanIgnoreReturnValue
    public static final class Builder {
        private URI uri;
        private String namespace = DEFAULT_NAMESPACE;
        private StorageLimits limits = StorageLimits.DEFAULT;
        private Duration commandTimeout = DEFAULT_COMMAND_TIMEOUT;
        private Duration pollInterval = DEFAULT_POLL_INTERVAL;
        private String actor = defaultActor();
        private @Nullable PayloadCodec codec;
        private List<SubmitInterceptor> submitInterceptors = List.of();

        private Builder(URI uri) {
            this.uri = uri;
        }

        private Builder(CodefleetOptions from) {
            uri = from.uri;
            namespace = from.namespace;
            limits = from.limits;
            commandTimeout = from.commandTimeout;
            pollInterval = from.pollInterval;
            actor = from.actor;
            codec = from.codec.orElse(null);
            submitInterceptors = from.submitInterceptors;
        }

        public Builder uri(URI value) {
            uri = value;
            return this;
        }

        public Builder namespace(String value) {
            namespace = value;
            return this;
        }

        public Builder limits(StorageLimits value) {
            limits = value;
            return this;
        }

        public Builder commandTimeout(Duration value) {
            commandTimeout = value;
            return this;
        }

        public Builder pollInterval(Duration value) {
            pollInterval = value;
            return this;
        }

        public Builder actor(String value) {
            actor = value;
            return this;
        }

        public Builder codec(@Nullable PayloadCodec value) {
            codec = value;
            return this;
        }

        public Builder submitInterceptors(List<SubmitInterceptor> value) {
            submitInterceptors = value;
            return this;
        }

        /**
         * Returns the value.
         *
         * @throws InvalidInputException if a component is malformed; it names the component
         */
        @CheckReturnValue
        public CodefleetOptions build() {
            return new CodefleetOptions(this);
        }
    }
}
