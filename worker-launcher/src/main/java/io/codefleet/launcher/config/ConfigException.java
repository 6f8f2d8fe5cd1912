package io.codefleet.launcher.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Fault of the configuration. The message is one sentence: the place, the fault and the correction. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String key;

    public ConfigException(String message) {
        this(null, message, null);
    }

    public ConfigException(String message, @Nullable Throwable cause) {
        this(null, message, cause);
    }

    private ConfigException(@Nullable String key, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.key = key;
    }

    /**
     * Creates the exception of a value that cannot be used. {@link ConfigLayer#resolve} prefixes the origin of the
     * value.
     *
     * @param key such as {@code worker.lease}
     * @param fault what is wrong with its value, and the correction
     */
    public static ConfigException of(String key, String fault) {
        return of(key, fault, null);
    }

    /** Creates the same exception with its cause, which found the fault. */
    public static ConfigException of(String key, String fault, @Nullable Throwable cause) {
        return new ConfigException(key, key + ": " + fault, cause);
    }

    /** Creates the exception of a value that cannot be used, with a sentence that names the key by another word. */
    static ConfigException about(String key, String sentence, Throwable cause) {
        return new ConfigException(key, sentence, cause);
    }

    /** Returns the key of the faulty value; empty if there is none, or if the message already has its origin. */
    Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** Returns the same exception with the place prefixed to its message. */
    ConfigException at(String place) {
        return new ConfigException(null, place + ": " + getMessage(), getCause());
    }
}
