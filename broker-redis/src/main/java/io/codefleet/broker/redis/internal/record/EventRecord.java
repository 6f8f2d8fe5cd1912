package io.codefleet.broker.redis.internal.record;

import io.codefleet.EventQuery;
import io.codefleet.FleetEvent;
import io.codefleet.FleetEvent.TaskEvent;
import io.codefleet.FleetEvent.WorkerEvent;
import io.codefleet.error.InvalidInputException;
import io.vertx.redis.client.Response;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An event as an entry of the stream. Cursors are ids of entries. */
public final class EventRecord {
    /** By the letters of scripts. */
    static final Map<String, TaskEvent.Kind> TASK_KINDS = Map.of(
            "S", TaskEvent.Kind.SUBMITTED,
            "B", TaskEvent.Kind.STARTED,
            "R", TaskEvent.Kind.RETRYING,
            "L", TaskEvent.Kind.LEASE_LOST,
            "U", TaskEvent.Kind.RELEASED,
            "Q", TaskEvent.Kind.CANCEL_REQUESTED,
            "C", TaskEvent.Kind.COMPLETED,
            "F", TaskEvent.Kind.FAILED,
            "X", TaskEvent.Kind.CANCELLED);

    /** By the letters of scripts. */
    static final Map<String, WorkerEvent.Kind> WORKER_KINDS =
            Map.of("J", WorkerEvent.Kind.JOINED, "G", WorkerEvent.Kind.LEFT, "Z", WorkerEvent.Kind.LOST);

    private static final int WORKER_PARTS = 3;
    private static final int TASK_PARTS = 6;
    private static final Pattern CURSOR = Pattern.compile("\\d{1,19}(-\\d{1,19})?");

    private EventRecord() {}

    /**
     * Checks a cursor and returns it.
     *
     * @throws InvalidInputException if this is not a cursor
     */
    public static String cursor(String text) {
        if (!CURSOR.matcher(text).matches()) {
            throw new InvalidInputException("events.after", "is not a cursor of this fleet; take one from an event");
        }
        return text;
    }

    /** Returns whether entries between the cursor and the oldest one that is kept may have been dropped. */
    public static boolean missed(String cursor, String oldest) {
        return !cursor.equals(EventQuery.OLDEST) && !oldest.isEmpty() && isBefore(cursor, oldest);
    }

    private static boolean isBefore(String one, String other) {
        int byTime = part(one, 0).compareTo(part(other, 0));
        return byTime < 0 || (byTime == 0 && part(one, 1).compareTo(part(other, 1)) < 0);
    }

    /** Reads a part of an id: 64 bits without a sign, which a cursor that somebody made up may exceed. */
    private static BigInteger part(String id, int index) {
        String[] parts = id.split("-", 2);
        return index < parts.length ? new BigInteger(parts[index]) : BigInteger.ZERO;
    }

    /**
     * Reads an event from an entry of the stream, {@code kind time task type attempt worker} or {@code kind time worker};
     * absent if its kind is that of a newer version.
     */
    public static Optional<FleetEvent> read(Response entry) {
        String cursor = ScriptReply.text(entry, 0);
        String[] parts = ScriptReply.text(ScriptReply.list(entry, 1), 1).split(" ", -1);
        if (parts.length < WORKER_PARTS) {
            return Optional.empty();
        }
        Instant at = Times.instant(Long.parseLong(parts[1]));
        if (parts.length == WORKER_PARTS && WORKER_KINDS.containsKey(parts[0])) {
            return Optional.of(new WorkerEvent(cursor, at, WORKER_KINDS.get(parts[0]), parts[2]));
        }
        if (parts.length < TASK_PARTS || !TASK_KINDS.containsKey(parts[0])) {
            return Optional.empty();
        }
        return Optional.of(new TaskEvent(
                cursor,
                at,
                TASK_KINDS.get(parts[0]),
                parts[2],
                parts[3],
                Integer.parseInt(parts[4]),
                parts[5].isEmpty() ? Optional.empty() : Optional.of(parts[5])));
    }
}
