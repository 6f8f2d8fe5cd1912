package io.codefleet.launcher.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Settings of the worker's logs.
 *
 * @param level from which level on
 * @param format in which form
 */
public record LogSettings(Level level, Format format) {
    /** Level from which entries are logged. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE
    }

    /** The form of a line. */
    public enum Format {
        /** For people. */
        PLAIN,
        /** One JSON object a line. */
        JSON
    }

    static <E extends Enum<E>> E constant(String key, Class<E> type, String text) {
        try {
            return word(type, text);
        } catch (IllegalArgumentException e) {
            throw ConfigException.of(key, String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * Returns the constant with this name.
     *
     * @throws IllegalArgumentException if it is none of the known ones; the message names them
     */
    static <E extends Enum<E>> E word(Class<E> type, String text) {
        try {
            return Enum.valueOf(type, text.trim().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            String known = Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException("'" + text + "' is unknown; use one of " + known, e);
        }
    }
}
