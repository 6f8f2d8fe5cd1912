package io.codefleet.control.stream;

import io.codefleet.LogLines;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Filter of the log lines that a watcher gets.
 *
 * @param worker those of this worker
 * @param task those about this task
 * @param level those of this level and above
 */
public record LogFilter(Optional<String> worker, Optional<String> task, Optional<String> level) {
    private static final List<String> LEVELS = List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    /** Returns the frame of the lines that the watcher gets; absent if there is none. */
    Optional<Frame> frame(LogLines given) {
        if (worker.filter(id -> !id.equals(given.workerId())).isPresent()) {
            return Optional.empty();
        }
        JsonArray lines = new JsonArray();
        for (String text : given.lines()) {
            parse(text).filter(this::wants).ifPresent(lines::add);
        }
        if (lines.isEmpty() && given.dropped() == 0) {
            return Optional.empty();
        }
        return Optional.of(Frame.of(
                "log",
                new JsonObject()
                        .put("worker", given.workerId())
                        .put("lines", lines)
                        .put("dropped", given.dropped())));
    }

    private static Optional<JsonObject> parse(String text) {
        try {
            return Optional.of(new JsonObject(text));
        } catch (DecodeException e) {
            return Optional.empty();
        }
    }

    private boolean wants(JsonObject line) {
        boolean about = task.map(id -> id.equals(line.getValue("task_id"))).orElse(true);
        return about
                && level.map(least -> rank(String.valueOf(line.getValue("level"))) >= rank(least))
                        .orElse(true);
    }

    private static int rank(String level) {
        return LEVELS.indexOf(level.toUpperCase(Locale.ROOT));
    }
}
