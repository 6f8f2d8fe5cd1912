package io.codefleet.agent;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size of memory or of a file.
 *
 * @param bytes how many
 */
public record ByteSize(long bytes) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ?([KMGT]?)(?:I?B)?");

    /**
     * Reads a size as people write it, {@code 512MB} or {@code 8GB}; each letter is 1024 times the one before.
     *
     * @throws IllegalArgumentException if it is none; the message says how to write one
     */
    public static ByteSize parse(String text) {
        Matcher size = TEXT.matcher(text.trim().toUpperCase(Locale.ROOT));
        if (!size.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size; write it like 512MB or 8GB");
        }
        int power = size.group(2).isEmpty() ? 0 : 1 + "KMGT".indexOf(size.group(2));
        long count = Long.parseLong(size.group(1));
        if (count > Long.MAX_VALUE >> (10 * power)) {
            throw new IllegalArgumentException("'" + text + "' is more bytes than can be counted; write it like 8GB");
        }
        return new ByteSize(count << (10 * power));
    }

    /** Returns a size as {@link #parse} reads it, in the largest unit that it is a whole number of. */
    public static String format(long bytes) {
        int power = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, 4);
        return (bytes >> (10 * power)) + List.of("B", "KB", "MB", "GB", "TB").get(power);
    }
}
