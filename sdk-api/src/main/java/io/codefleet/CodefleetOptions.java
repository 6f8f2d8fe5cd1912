package io.codefleet;

import io.codefleet.codec.PayloadCodec;
import io.codefleet.error.InvalidInputException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How to connect. Immutable; each method that takes an argument returns a changed copy.
 *
 * @param uri where the broker is: {@code memory:name} or {@code redis://[user:password@]host:port/db}
 * @param namespace the tenant; nothing crosses from one to another; default {@value #DEFAULT_NAMESPACE}
 * @param limits what the broker keeps
 * @param commandTimeout how long one call to the broker may take; default 10 seconds
 * @param pollInterval how often awaited outcomes are asked for beside the notifications; default 5 seconds
 * @param actor as whom this client appears in the {@link CodefleetClient#audit audit}: what it claims, not a proof; default the user
 *     of the process and, where the environment tells it, the host, as in {@code ann@build-7}
 * @param codec what content goes through on its way to a broker outside this process, as to encrypt it; default none. A broker
 *     of this process ({@code memory:}) ignores it, as nothing leaves the process
 */
public record CodefleetOptions(
        URI uri,
        String namespace,
        StorageLimits limits,
        Duration commandTimeout,
        Duration pollInterval,
        String actor,
        Optional<PayloadCodec> codec) {
    /** The namespace of a client that names none. */
    public static final String DEFAULT_NAMESPACE = "default";

    /** The command timeout of a client that names none. */
    public static final Duration DEFAULT_COMMAND_TIMEOUT = Duration.ofSeconds(10);

    /** The poll interval of a client that names none. */
    public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofSeconds(5);

    /** @throws InvalidInputException if a component is malformed; it names the component */
    public CodefleetOptions {
        if (uri.getScheme() == null) {
            throw new InvalidInputException("uri", "has no scheme; begin with memory: or redis://, as in memory:demo");
        }
        Check.name("namespace", namespace);
        Check.positiveMillis("commandTimeout", commandTimeout);
        Check.positiveMillis("pollInterval", pollInterval);
        Check.id("actor", actor);
    }

    /**
     * Defaults for all but the broker.
     *
     * @throws InvalidInputException if this is not a URI
     */
    public static CodefleetOptions of(String uri) {
        try {
            return new CodefleetOptions(
                    URI.create(uri),
                    DEFAULT_NAMESPACE,
                    StorageLimits.DEFAULT,
                    DEFAULT_COMMAND_TIMEOUT,
                    DEFAULT_POLL_INTERVAL,
                    defaultActor(),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "uri", "is not a URI; write memory:name or redis://host:port, and percent-encode the password");
        }
    }

    /** Without asking the network for the name of the host, which may take its time. */
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

    /** A copy for the broker at this URI. */
    public CodefleetOptions uri(URI value) {
        return new CodefleetOptions(value, namespace, limits, commandTimeout, pollInterval, actor, codec);
    }

    /** A copy for this namespace. */
    public CodefleetOptions namespace(String value) {
        return new CodefleetOptions(uri, value, limits, commandTimeout, pollInterval, actor, codec);
    }

    /** A copy with these limits. */
    public CodefleetOptions limits(StorageLimits value) {
        return new CodefleetOptions(uri, namespace, value, commandTimeout, pollInterval, actor, codec);
    }

    /** A copy with this command timeout. */
    public CodefleetOptions commandTimeout(Duration value) {
        return new CodefleetOptions(uri, namespace, limits, value, pollInterval, actor, codec);
    }

    /** A copy with this poll interval. */
    public CodefleetOptions pollInterval(Duration value) {
        return new CodefleetOptions(uri, namespace, limits, commandTimeout, value, actor, codec);
    }

    /** A copy that appears as this actor: letters, digits and {@code . _ ~ @ / # = + , -}, at most 200 characters. */
    public CodefleetOptions actor(String value) {
        return new CodefleetOptions(uri, namespace, limits, commandTimeout, pollInterval, value, codec);
    }

    /** A copy whose content goes through this codec. */
    public CodefleetOptions codec(PayloadCodec value) {
        return new CodefleetOptions(uri, namespace, limits, commandTimeout, pollInterval, actor, Optional.of(value));
    }

    /** The broker's URI without its credentials, for logs and messages. */
    public String safeUri() {
        String authority = uri.getRawAuthority();
        // not getUserInfo(), which is null where the URI names several hosts
        int at = authority == null ? -1 : authority.lastIndexOf('@');
        return at < 0 ? uri.toString() : uri.toString().replace(authority.substring(0, at + 1), "***@");
    }

    /** Everything but credentials. */
    @Override
    public String toString() {
        return "CodefleetOptions[uri=" + safeUri() + ", namespace=" + namespace + ", limits=" + limits + ", actor="
                + actor + "]";
    }
}
