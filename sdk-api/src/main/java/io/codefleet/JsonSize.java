package io.codefleet;

import java.util.List;
import java.util.Map;

/** Size of values as JSON in UTF-8, in bytes, computed without writing them. */
final class JsonSize {
    private static final int ESCAPED = 6;
    private static final int NUMBER = 25;

    private JsonSize() {}

    /** Returns a size that is at least the number of bytes of a value as JSON. */
    static long of(Object value) {
        if (value instanceof String text) {
            return 2 + ofText(text);
        }
        if (value instanceof Map<?, ?> map) {
            long sum = 2;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                sum += 2 + of(entry.getKey()) + of(entry.getValue());
            }
            return sum;
        }
        if (value instanceof List<?> list) {
            long sum = 2;
            for (Object each : list) {
                sum += 1 + of(each);
            }
            return sum;
        }
        return Math.max(NUMBER, value.toString().length());
    }

    private static long ofText(String text) {
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            sum += ofChar(text.charAt(i));
        }
        return sum;
    }

    private static int ofChar(char c) {
        // The JSON library escapes each half of a surrogate pair.
        if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
            return ESCAPED;
        }
        if (c < 0x80) {
            return 1;
        }
        return c < 0x800 ? 2 : 3;
    }

    /** Returns the values, or in their place how many bytes they take if these are too many. */
    static Map<String, Object> bounded(String field, Map<String, Object> values, int maxBytes) {
        long bytes = of(values);
        return bytes <= maxBytes ? values : Map.of(TaskError.OMITTED_BYTES, Check.jsonNumber(field, bytes));
    }

    /** Returns the text, or as much of its beginning as takes this many bytes with a mark that has the missing size. */
    static String cut(String text, long maxBytes) {
        if (text.length() * (long) ESCAPED <= maxBytes || ofText(text) <= maxBytes) {
            return text;
        }
        String mark = " … (" + text.length() + " characters in all)";
        long left = maxBytes - ofText(mark);
        int end = 0;
        while (end < text.length() && left >= ofChar(text.charAt(end))) {
            left -= ofChar(text.charAt(end));
            end++;
        }
        boolean splitsAPair = end > 0 && Character.isHighSurrogate(text.charAt(end - 1));
        return text.substring(0, splitsAPair ? end - 1 : end) + mark;
    }
}
