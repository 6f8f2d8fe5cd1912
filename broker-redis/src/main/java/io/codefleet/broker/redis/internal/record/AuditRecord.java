package io.codefleet.broker.redis.internal.record;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.codefleet.AuditAction;
import io.codefleet.AuditEntry;
import io.codefleet.AuditQuery;
import io.codefleet.Page;
import io.codefleet.error.InvalidInputException;
import io.vertx.redis.client.Response;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** An entry of the audit as an entry of its stream. Cursors are ids of entries. */
public final class AuditRecord {
    /** Stands for a detail that is absent. */
    public static final String NO_DETAIL = "-";

    private static final int PARTS = 5;
    private static final Set<AuditAction> STORED = EnumSet.complementOf(EnumSet.of(AuditAction.UNKNOWN));
    private static final Pattern CURSOR = Pattern.compile("\\d{1,19}-\\d{1,19}");

    private AuditRecord() {}

    /** Returns the action and its actor, as scripts take them. */
    public static String who(AuditAction action, String actor) {
        return letter(action) + " " + actor;
    }

    /** Returns the letters of the query's actions in one text. */
    public static String letters(AuditQuery query) {
        return query.actions().stream().map(AuditRecord::letter).collect(Collectors.joining());
    }

    private static String letter(AuditAction action) {
        return switch (action) {
            case SUBMITTED -> "S";
            case REPLAYED -> "P";
            case CANCELLED -> "X";
            case PURGED -> "D";
            case COMMANDED -> "C";
            case PAUSED -> "H";
            case RESUMED -> "R";
            case KEY_CREATED -> "K";
            case KEY_REVOKED -> "V";
            case APPROVED -> "A";
            case REJECTED -> "N";
            case SCHEDULE_EDITED -> "E";
            case SCHEDULE_PAUSED -> "Q";
            case SCHEDULE_RESUMED -> "U";
            case ALERT_ACKNOWLEDGED -> "B";
            case ALERT_SILENCED -> "Z";
            case ALERT_UNSILENCED -> "Y";
            case UNKNOWN -> throw new IllegalArgumentException("nothing writes or asks for " + action);
        };
    }

    /**
     * Returns the end of the stream that a query reads from, as a range has it.
     *
     * @throws InvalidInputException if its cursor is none
     */
    public static String newest(AuditQuery query) {
        if (query.cursor().isPresent()) {
            String cursor = query.cursor().get();
            if (!CURSOR.matcher(cursor).matches()) {
                throw new InvalidInputException("query.cursor", "is not a cursor of this fleet; take one from a page");
            }
            return "(" + cursor;
        }
        return query.until().map(until -> "(" + millis(until) + "-0").orElse("+");
    }

    /** Returns the end of the stream that a query reads to. */
    public static String oldest(AuditQuery query) {
        return query.since().map(since -> millis(since) + "-0").orElse("-");
    }

    private static long millis(Instant time) {
        return Math.max(0, time.toEpochMilli());
    }

    /** Reads a page: the cursor from which to go on, and ids and texts. */
    public static Page<AuditEntry> page(Response answer) {
        List<AuditEntry> entries = new ArrayList<>();
        for (int i = 1; i + 1 < answer.size(); i += 2) {
            String id = ScriptReply.text(answer, i);
            String text = ScriptReply.text(answer, i + 1);
            Decoding.lenient("an entry of the audit", () -> read(id, text)).ifPresent(entries::add);
        }
        return new Page<>(entries, ScriptReply.optionalText(answer, 0).filter(next -> !next.isEmpty()));
    }

    /**
     * Reads an entry from {@code action actor count detail id id …}; absent if it is damaged. One of a newer version keeps the
     * letter of its action.
     */
    private static Optional<AuditEntry> read(String id, String text) {
        String[] parts = text.split(" ", PARTS);
        if (parts.length < PARTS) {
            return Optional.empty();
        }
        Optional<AuditAction> known =
                STORED.stream().filter(each -> letter(each).equals(parts[0])).findFirst();
        AuditAction action = known.orElse(AuditAction.UNKNOWN);
        return Optional.of(AuditEntry.builder(
                        Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')))), parts[1], action)
                .unknownAction(known.isPresent() ? null : parts[0])
                .subjects(parts[4].isEmpty() ? List.of() : List.of(parts[4].split(" ", -1)))
                .count(Integer.parseInt(parts[2]))
                .detail(Optional.of(parts[3])
                        .filter(detail -> !detail.equals(NO_DETAIL))
                        .map(detail -> isText(action) ? decode(detail) : detail)
                        .orElse(null))
                .build());
    }

    /** Returns whether the details of an action are texts of people, which are stored as {@link #text} writes them. */
    private static boolean isText(AuditAction action) {
        return action == AuditAction.APPROVED || action == AuditAction.REJECTED;
    }

    /** Returns a detail that may have any characters in the form of a URL, without spaces and line ends. */
    public static String text(Optional<String> detail) {
        return detail.map(text -> URLEncoder.encode(text, UTF_8))
                .map(text -> text.equals(NO_DETAIL) ? "%2D" : text)
                .orElse(NO_DETAIL);
    }

    private static String decode(String detail) {
        return URLDecoder.decode(detail, UTF_8);
    }
}
