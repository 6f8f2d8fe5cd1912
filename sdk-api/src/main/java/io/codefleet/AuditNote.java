package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Note of the audit about a change of a {@link Document}. The broker writes it in the same atomic step as the change, and only if
 * the document changes; the actor is the client's, and the time is the broker's.
 *
 * @param action an action on an API key, a schedule or an alert: other actions have calls of their own, which write their entries
 * @param subject the id of what the document is about
 * @param detail further facts without secrets: at most {@value #MAX_DETAIL} letters, digits and signs of ASCII without spaces,
 *     the first of them a letter
 */
@CheckReturnValue
public record AuditNote(AuditAction action, String subject, Optional<String> detail) {
    /** How many characters a detail may have. */
    public static final int MAX_DETAIL = 4000;

    private static final Set<AuditAction> ACTIONS = Collections.unmodifiableSet(EnumSet.of(
            AuditAction.KEY_CREATED,
            AuditAction.KEY_REVOKED,
            AuditAction.SCHEDULE_EDITED,
            AuditAction.SCHEDULE_PAUSED,
            AuditAction.SCHEDULE_RESUMED,
            AuditAction.ALERT_ACKNOWLEDGED,
            AuditAction.ALERT_SILENCED,
            AuditAction.ALERT_UNSILENCED));

    /** @throws InvalidInputException if the action is another, or subject or detail are malformed */
    public AuditNote {
        if (!ACTIONS.contains(action)) {
            throw new InvalidInputException(
                    "note.action", "is " + action + ", which a change of a document is not; give one of " + ACTIONS);
        }
        Check.id("note.subject", subject);
        detail.ifPresent(AuditNote::checkDetail);
    }

    private static void checkDetail(String detail) {
        if (detail.length() > MAX_DETAIL) {
            throw new InvalidInputException(
                    "note.detail", "has " + detail.length() + " characters, at most " + MAX_DETAIL + " are allowed");
        }
        if (!detail.matches("[A-Za-z][!-~]*")) {
            throw new InvalidInputException(
                    "note.detail", "is '" + detail + "'; give signs of ASCII without spaces, and begin with a letter");
        }
    }

    /** Returns a note without a detail. */
    public static AuditNote of(AuditAction action, String subject) {
        return new AuditNote(action, subject, Optional.empty());
    }

    /** Returns a copy with this detail. */
    public AuditNote detail(String value) {
        return new AuditNote(action, subject, Optional.of(value));
    }
}
