package io.codefleet.internal.schedule;

import io.codefleet.Document;
import io.codefleet.Schedule;
import io.codefleet.error.CodefleetException;
import io.codefleet.error.InvalidInputException;
import io.codefleet.error.UnsupportedVersionException;
import io.codefleet.json.FormVersion;
import io.codefleet.json.ScheduleJson;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A schedule as it is stored.
 *
 * @param name the name of the schedule
 * @param schedule the definition; absent if it is larger than a document
 * @param paused whether no time is submitted
 * @param host a digest of the definition of the client that defined it last
 * @param edited whether somebody has changed that definition
 * @param ahead the task that is submitted ahead
 * @param cancelled how many tasks of a time were cancelled before it was due, by the time as the ids have it
 * @param heldAt when a holder last said so
 * @param version the version of the document; 0 for one that is not stored
 */
record ScheduleRecord(
        String name,
        Optional<Schedule> schedule,
        boolean paused,
        String host,
        boolean edited,
        Optional<String> ahead,
        SortedMap<String, Integer> cancelled,
        Instant heldAt,
        long version) {
    static final String KIND = "schedule";
    private static final int VERSION = 1;
    private static final int ROOM_FOR_OTHERS = 1024;
    /** Of how many times the number of cancelled tasks is kept; of more, the latest times. */
    private static final int MAX_CANCELLED = 16;

    static ScheduleRecord of(Schedule schedule, Instant now) {
        return new ScheduleRecord(
                schedule.name(),
                shared(schedule),
                false,
                digest(schedule),
                false,
                Optional.empty(),
                Collections.emptySortedMap(),
                now,
                0);
    }

    private static Optional<Schedule> shared(Schedule schedule) {
        int bytes = ScheduleJson.encode(schedule).toBuffer().length();
        return bytes > Document.MAX_BYTES - ROOM_FOR_OTHERS ? Optional.empty() : Optional.of(schedule);
    }

    /** Returns the record once a client has defined the schedule so. */
    ScheduleRecord defined(Schedule by) {
        String digest = digest(by);
        return digest.equals(host)
                ? this
                : new ScheduleRecord(name, shared(by), paused, digest, false, ahead, cancelled, heldAt, version);
    }

    /**
     * Returns a copy with another definition.
     *
     * @throws InvalidInputException if the definition is too large
     */
    ScheduleRecord edited(Schedule to) {
        Optional<Schedule> shared = shared(to);
        if (shared.isEmpty()) {
            throw new InvalidInputException(
                    "schedule.template", "is too large to be shared; put its context into a file");
        }
        return new ScheduleRecord(name, shared, paused, host, true, ahead, cancelled, heldAt, version);
    }

    ScheduleRecord paused(boolean value) {
        return new ScheduleRecord(name, schedule, value, host, edited, ahead, cancelled, heldAt, version);
    }

    ScheduleRecord ahead(String taskId) {
        return new ScheduleRecord(
                name, schedule, paused, host, edited, Optional.of(taskId), cancelled, heldAt, version);
    }

    /** Returns a copy that knows that so many tasks of a time, or more, were cancelled before it was due. */
    ScheduleRecord cancelled(String time, int count) {
        if (cancelled.getOrDefault(time, 0) >= count) {
            return this;
        }
        SortedMap<String, Integer> counts = new TreeMap<>(cancelled);
        counts.put(time, count);
        while (counts.size() > MAX_CANCELLED) {
            counts.remove(counts.firstKey());
        }
        return new ScheduleRecord(name, schedule, paused, host, edited, ahead, counts, heldAt, version);
    }

    ScheduleRecord heldAt(Instant value) {
        return new ScheduleRecord(name, schedule, paused, host, edited, ahead, cancelled, value, version);
    }

    Document document() {
        JsonObject json = new JsonObject()
                .put("v", VERSION)
                .put("paused", paused)
                .put("host", host)
                .put("edited", edited)
                .put("heldAt", heldAt.toEpochMilli());
        schedule.ifPresent(value -> json.put("schedule", ScheduleJson.encode(value)));
        ahead.ifPresent(id -> json.put("ahead", id));
        if (!cancelled.isEmpty()) {
            json.put("cancelled", new JsonObject(new TreeMap<>(cancelled)));
        }
        return new Document(KIND, name, version, json.encode());
    }

    /**
     * Reads a record; empty if it is damaged.
     *
     * @throws UnsupportedVersionException if it, or the schedule in it, is of a newer version
     */
    static Optional<ScheduleRecord> decode(Document document) {
        try {
            JsonObject json = new JsonObject(document.content());
            FormVersion.check("schedule " + document.name(), json, VERSION);
            return Optional.of(new ScheduleRecord(
                    document.name(),
                    Optional.ofNullable(json.getJsonObject("schedule")).map(ScheduleJson::decode),
                    json.getBoolean("paused", false),
                    json.getString("host", ""),
                    json.getBoolean("edited", false),
                    Optional.ofNullable(json.getString("ahead")),
                    counts(json.getJsonObject("cancelled", new JsonObject())),
                    Instant.ofEpochMilli(json.getLong("heldAt", 0L)),
                    document.version()));
        } catch (UnsupportedVersionException e) {
            throw e;
        } catch (DecodeException | ClassCastException | CodefleetException e) {
            return Optional.empty();
        }
    }

    private static SortedMap<String, Integer> counts(JsonObject json) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        json.fieldNames().forEach(time -> counts.put(time, json.getInteger(time, 0)));
        return counts;
    }

    private static String digest(Schedule schedule) {
        try {
            byte[] json = ScheduleJson.encode(schedule).encode().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(json), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
