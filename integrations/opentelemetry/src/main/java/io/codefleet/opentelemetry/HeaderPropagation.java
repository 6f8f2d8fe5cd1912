package io.codefleet.opentelemetry;

import io.codefleet.Task;
import io.codefleet.TaskHeaders;
import io.codefleet.error.InvalidInputException;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Context of a trace in the headers of a task. */
final class HeaderPropagation {
    private static final TextMapGetter<Map<String, String>> GETTER =
            (headers, name) -> headers == null ? null : headers.get(name);

    private final TextMapPropagator propagator;

    HeaderPropagation(TextMapPropagator propagator) {
        this.propagator = propagator;
    }

    /**
     * Returns the task with this context in place of an earlier one. A task whose headers leave no room for it stays as it is: its
     * attempts begin traces of their own.
     */
    Task inject(Task task, Context context, Instant now) {
        Map<String, String> headers = new TreeMap<>(task.headers());
        headers.keySet().removeAll(propagator.fields());
        // With the id: a replay and the child of a run may come with the headers of another task.
        headers.put(TaskHeaders.SUBMITTED_AT, now + " " + task.id());
        propagator.inject(context, headers, (carrier, name, value) -> headers.put(name, value));
        try {
            return task.headers(headers);
        } catch (InvalidInputException tooMany) {
            return task;
        }
    }

    /** Returns the context of a task; the base if it has none, or one that cannot be read. */
    Context extract(Task task, Context base) {
        return propagator.extract(base, task.headers(), GETTER);
    }

    /** Returns when the task was submitted, if a client with this interceptor did. */
    static Optional<Instant> submittedAt(Task task) {
        String text = task.headers().getOrDefault(TaskHeaders.SUBMITTED_AT, "");
        int space = text.indexOf(' ');
        if (space < 0 || !text.substring(space + 1).equals(task.id())) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text.substring(0, space)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
