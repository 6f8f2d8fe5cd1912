package io.codefleet.json;

import io.codefleet.Schedule;
import io.codefleet.Timing;
import io.codefleet.error.MalformedDataException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** {@link Schedule} as JSON. */
public final class ScheduleJson {
    private ScheduleJson() {}

    /** Returns the schedule as JSON; equal schedules give equal JSON. */
    public static JsonObject encode(Schedule schedule) {
        return new JsonObject()
                .put("v", TaskJson.VERSION)
                .put("name", schedule.name())
                .put("timing", encode(schedule.timing()))
                .put("template", TaskJson.encode(schedule.template()))
                .put("catchUpMs", schedule.catchUp().toMillis());
    }

    private static JsonObject encode(Timing timing) {
        if (timing instanceof Timing.Cron cron) {
            return new JsonObject()
                    .put("cron", cron.expression())
                    .put("zone", cron.zone().getId());
        }
        if (timing instanceof Timing.Every every) {
            return new JsonObject()
                    .put("everyMs", every.interval().toMillis())
                    .put("from", every.from().toEpochMilli());
        }
        return new JsonObject().put("at", ((Timing.At) timing).time().toEpochMilli());
    }

    /**
     * Reads a schedule.
     *
     * @throws MalformedDataException if the JSON is not a schedule
     */
    public static Schedule decode(JsonObject json) {
        return JsonFields.valid(
                "schedule",
                () -> new Schedule(
                        text(json, "name"),
                        timing(part(json, "timing")),
                        TaskJson.decode("template", part(json, "template")),
                        Duration.ofMillis(json.getLong("catchUpMs", 0L))));
    }

    private static Timing timing(JsonObject json) {
        if (json.containsKey("cron")) {
            return new Timing.Cron(text(json, "cron"), ZoneId.of(json.getString("zone", "UTC")));
        }
        if (json.containsKey("everyMs")) {
            return new Timing.Every(
                    Duration.ofMillis(json.getLong("everyMs")), Instant.ofEpochMilli(json.getLong("from", 0L)));
        }
        if (json.containsKey("at")) {
            return new Timing.At(Instant.ofEpochMilli(json.getLong("at")));
        }
        throw new MalformedDataException("schedule", "timing has neither cron, everyMs nor at", null);
    }

    private static String text(JsonObject json, String field) {
        String value = json.getString(field);
        if (value == null) {
            throw new MalformedDataException("schedule", field + " is missing, expected a string", null);
        }
        return value;
    }

    private static JsonObject part(JsonObject json, String field) {
        JsonObject value = json.getJsonObject(field);
        if (value == null) {
            throw new MalformedDataException("schedule", field + " is missing, expected an object", null);
        }
        return value;
    }
}
