package io.codefleet.launcher.config;

import org.jspecify.annotations.Nullable;

/** The configuration cannot be used. The message is one sentence: where, what is wrong, how to mend it. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigException(String message) {
        this(message, null);
    }

    public ConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
