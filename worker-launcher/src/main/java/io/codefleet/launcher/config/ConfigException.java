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
     * The value of a key cannot be used. {@link ConfigLayer#resolve} puts before it where the value came from.
     *
     * @param key such as {@code worker.lease}
     * @param fault what is wrong with its value, and the correction
     */
    public static ConfigException of(String key, String fault) {
        return of(key, fault, null);
    }

    /** The same, with what found the fault. */
    public static ConfigException of(String key, String fault, @Nullable Throwable cause) {
        return new ConfigException(key, key + ": " + fault, cause);
    }

    /** The value of a key cannot be used, in a sentence that names it by another word. */
    static ConfigException about(String key, String sentence, Throwable cause) {
        return new ConfigException(key, sentence, cause);
    }

    /** The key whose value it is about, if it is about one and its origin is not in the message yet. */
    Optional<String> key() {
        return Optional.ofNullable(key);
    }

    /** The same with the place before it. */
    ConfigException at(String place) {
        return new ConfigException(null, place + ": " + getMessage(), getCause());
    }
}
