package io.codefleet.control.api;

import io.codefleet.control.tasks.MetricSeries;
import io.codefleet.control.tasks.SeriesMetric;
import io.codefleet.control.tasks.SeriesRange;
import io.codefleet.control.tasks.TaskReadModel;
import io.codefleet.error.InvalidInputException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Figures of the fleet over time, from the read model. */
final class SeriesOperations {
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final TaskReadModel tasks;
    private final Clock clock;

    SeriesOperations(TaskReadModel tasks, Clock clock) {
        this.tasks = tasks;
        this.clock = clock;
    }

    Map<String, Operation> operations() {
        return Map.of("getSeries", this::get);
    }

    private Future<ApiReply> get(ApiCall call) {
        SeriesMetric metric = call.query("metric")
                .flatMap(SeriesMetric::of)
                .orElseThrow(() -> new InvalidInputException(
                        "metric", "is missing; give one of " + String.join(", ", SeriesMetric.codes())));
        SeriesRange range = SeriesRange.of(
                call.query("from").map(text -> time("from", text)),
                call.query("to").map(text -> time("to", text)),
                call.query("step").map(SeriesOperations::step),
                clock.instant());
        return tasks.series(metric, range).map(series -> ApiReply.ok(encode(series)));
    }

    private static Instant time(String name, String text) {
        try {
            Instant time = text.contains("T") ? Instant.parse(text) : Instant.ofEpochMilli(Long.parseLong(text));
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST)) {
                return time;
            }
        } catch (DateTimeException | NumberFormatException e) {
            throw badTime(name, text, e);
        }
        throw badTime(name, text, null);
    }

    private static InvalidInputException badTime(String name, String text, @Nullable Throwable cause) {
        return new InvalidInputException(
                name,
                "is '" + text
                        + "', must be a time from 1970 to 9999, such as 2026-01-31T12:00:00Z or milliseconds since"
                        + " 1970",
                cause);
    }

    private static Duration step(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeException | ArithmeticException e) {
            throw new InvalidInputException("step", "is '" + text + "', must be an ISO-8601 duration, such as PT1M", e);
        }
    }

    private static JsonObject encode(MetricSeries series) {
        JsonArray points = new JsonArray();
        series.points()
                .forEach(point -> points.add(new JsonObject()
                        .put("at", point.at().toString())
                        .put("value", point.value().orElse(null))));
        return new JsonObject()
                .put("metric", series.metric().code())
                .put("unit", series.metric().unit())
                .put("step", series.step().toString())
                .put("points", points)
                .put("asOf", series.asOf().toEpochMilli())
                .put("complete", series.complete());
    }
}
