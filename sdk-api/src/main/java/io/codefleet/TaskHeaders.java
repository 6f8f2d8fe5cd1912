package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The form of {@link Task#headers() headers}: what travels with a task from its submitter to the worker, such as the context of a
 * trace. Each has a name and a value.
 *
 * <p>A name has letters, digits and {@code . _ / -}, beginning with a letter or digit; case counts. A value is any text without
 * control characters and ends of lines; it may be empty.
 *
 * <p>Names that begin with {@value #RESERVED_PREFIX} are {@linkplain #isReserved reserved}: Codefleet sets them. A task that
 * {@linkplain Task#inheritHeaders inherits} one has it in place of its own, so that a part of a run cannot change it.
 */
public final class TaskHeaders {
    /** The parent span, as W3C Trace Context writes it. */
    public static final String TRACEPARENT = "traceparent";

    /** What vendors add to {@link #TRACEPARENT}, as W3C Trace Context writes it. */
    public static final String TRACESTATE = "tracestate";

    /** Properties of the whole trace, as W3C Baggage writes them. */
    public static final String BAGGAGE = "baggage";

    /** The beginning of the names that are {@linkplain #isReserved reserved}. */
    public static final String RESERVED_PREFIX = "codefleet/";

    /** When a client with OpenTelemetry submitted the task, and the id of the task. */
    public static final String SUBMITTED_AT = "codefleet/submitted-at";

    /** How many headers a task has at most. */
    public static final int MAX_HEADERS = 16;

    /** How many characters a name has at most. */
    public static final int MAX_NAME_LENGTH = NamedTexts.MAX_KEY_LENGTH;

    /** How many characters a value has at most; W3C Baggage asks for so many. */
    public static final int MAX_VALUE_LENGTH = 8192;

    /** How many characters all names and values have together at most. */
    public static final int MAX_TOTAL_LENGTH = 16_384;

    private static final NamedTexts RULES = new NamedTexts("headers", "header", "name", MAX_HEADERS, MAX_VALUE_LENGTH);

    /** Headers by which a task is only observed: its trace, and when a client with OpenTelemetry submitted it. */
    private static final Set<String> TRACE = Set.of(TRACEPARENT, TRACESTATE, BAGGAGE, SUBMITTED_AT);

    private static final Pattern PARENT = Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");

    private TaskHeaders() {}

    /** Returns whether only Codefleet sets the header of this name, such as the depth of a delegation. */
    public static boolean isReserved(String name) {
        return name.startsWith(RESERVED_PREFIX);
    }

    /**
     * Returns the headers of the trace in which somebody asks for work, as W3C Trace Context writes them; none without a
     * parent that can be read. They may be larger than the headers of a task may be.
     */
    public static SortedMap<String, String> trace(Optional<String> parent, Optional<String> state) {
        SortedMap<String, String> trace = new TreeMap<>();
        parent.filter(value -> PARENT.matcher(value).matches()).ifPresent(value -> {
            trace.put(TRACEPARENT, value);
            state.ifPresent(added -> trace.put(TRACESTATE, added));
        });
        return trace;
    }

    /**
     * Returns the task with the reserved ones of these headers, and with those of the others whose names it has not; without the
     * context of a trace, if that does not fit or the task has a trace of its own.
     */
    static Task inherit(Task task, Map<String, String> inherited) {
        Map<String, String> more = new TreeMap<>(inherited);
        if (task.headers().containsKey(TRACEPARENT)) {
            // they belong to the other trace
            more.keySet().removeAll(Set.of(TRACESTATE, BAGGAGE));
        }
        task.headers().forEach((name, value) -> {
            if (!isReserved(name) || !inherited.containsKey(name)) {
                more.put(name, value);
            }
        });
        if (more.equals(task.headers())) {
            return task;
        }
        try {
            return task.headers(more);
        } catch (InvalidInputException noRoom) {
            Map<String, String> withoutTrace = new TreeMap<>(inherited);
            // a trace must not be why a task is refused
            if (withoutTrace.keySet().removeAll(TRACE)) {
                return inherit(task, withoutTrace);
            }
            throw noRoom;
        }
    }

    /** Returns an unmodifiable copy in the order of the names. */
    static SortedMap<String, String> check(String field, Map<String, String> headers) {
        SortedMap<String, String> copy = RULES.check(field, headers);
        int total = 0;
        for (Map.Entry<String, String> header : copy.entrySet()) {
            total += header.getKey().length() + header.getValue().length();
        }
        if (total > MAX_TOTAL_LENGTH) {
            throw new InvalidInputException(
                    field,
                    "has names and values of " + total + " characters in all, at most " + MAX_TOTAL_LENGTH
                            + " are allowed; leave some out");
        }
        return copy;
    }
}
