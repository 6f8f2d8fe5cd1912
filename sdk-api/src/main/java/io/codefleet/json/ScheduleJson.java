package io.codefleet.json;

import io.codefleet.Schedule;
import io.codefleet.ScheduleInfo;
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

    /** Returns the state of a schedule as JSON, for people and programs that look at it; it is not read back. */
    public static JsonObject encode(ScheduleInfo info) {
        JsonObject json = new JsonObject()
                .put("name", info.name())
                .put("paused", info.paused())
                .put("edited", info.edited())
                .put("heldAt", info.heldAt().toEpochMilli());
        info.schedule()
                .map(ScheduleJson::encode)
                .ifPresent(schedule -> json.put("timing", schedule.getJsonObject("timing"))
                        .put("template", schedule.getJsonObject("template"))
                        .put("catchUpMs", schedule.getLong("catchUpMs")));
        info.next().ifPresent(next -> json.put("next", next.toEpochMilli()));
        return json;
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
     * @throws MalformedDataException if the JSON is not a schedule; it names the field
     * @throws io.codefleet.error.UnsupportedVersionException if it is of a newer version
     */
    public static Schedule decode(JsonObject json) {
        JsonFields fields = JsonFields.of("schedule", json);
        return JsonFields.valid(
                "schedule",
                () -> new Schedule(
                        fields.text("name"),
                        timing(fields.object("timing")),
                        TaskJson.decode(fields.record("template")),
                        fields.duration("catchUpMs", Duration.ZERO)));
    }

    private static Timing timing(JsonFields fields) {
        if (fields.has("cron")) {
            ZoneId zone = fields.has("zone") ? fields.parsed("zone", "a time zone", ZoneId::of) : ZoneId.of("UTC");
            return new Timing.Cron(fields.text("cron"), zone);
        }
        if (fields.has("everyMs")) {
            return new Timing.Every(
                    Duration.ofMillis(fields.number("everyMs")), Instant.ofEpochMilli(fields.number("from", 0)));
        }
        if (fields.has("at")) {
            return new Timing.At(fields.instant("at"));
        }
        throw fields.fault("has neither cron, everyMs nor at");
    }
}
