package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The form of {@link Task#headers() headers}: what travels with a task from its submitter to the worker, such as the context of a
 * trace. Each has a name and a value.
 *
 * <p>A name has letters, digits and {@code . _ / -}, beginning with a letter or digit; case counts. A value is any text without
 * control characters and ends of lines; it may be empty.
 */
public final class TaskHeaders {
    /** The parent span, as W3C Trace Context writes it. */
    public static final String TRACEPARENT = "traceparent";

    /** What vendors add to {@link #TRACEPARENT}, as W3C Trace Context writes it. */
    public static final String TRACESTATE = "tracestate";

    /** Properties of the whole trace, as W3C Baggage writes them. */
    public static final String BAGGAGE = "baggage";

    /** How many headers a task has at most. */
    public static final int MAX_HEADERS = 16;

    /** How many characters a name has at most. */
    public static final int MAX_NAME_LENGTH = NamedTexts.MAX_KEY_LENGTH;

    /** How many characters a value has at most; W3C Baggage asks for so many. */
    public static final int MAX_VALUE_LENGTH = 8192;

    /** How many characters all names and values have together at most. */
    public static final int MAX_TOTAL_LENGTH = 16_384;

    private static final NamedTexts RULES = new NamedTexts("headers", "header", "name", MAX_HEADERS, MAX_VALUE_LENGTH);

    private TaskHeaders() {}

    /** Returns the task with those of these headers whose names it has not. */
    static Task inherit(Task task, Map<String, String> inherited) {
        if (task.headers().keySet().containsAll(inherited.keySet())) {
            return task;
        }
        Map<String, String> more = new TreeMap<>(inherited);
        more.putAll(task.headers());
        return task.headers(more);
    }

    /** Returns an unmodifiable copy in the order of the names. */
    static SortedMap<String, String> check(String field, Map<String, String> headers) {
        SortedMap<String, String> copy = RULES.check(field, headers);
        int total = copy.entrySet().stream()
                .mapToInt(header -> header.getKey().length() + header.getValue().length())
                .sum();
        if (total > MAX_TOTAL_LENGTH) {
            throw new InvalidInputException(
                    field,
                    "has names and values of " + total + " characters in all, at most " + MAX_TOTAL_LENGTH
                            + " are allowed; leave some out");
        }
        return copy;
    }
}
