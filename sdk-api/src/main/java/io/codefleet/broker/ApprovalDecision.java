package io.codefleet.broker;

import io.codefleet.AuditAction;
import io.codefleet.workflow.Workflows;
import java.util.Map;
import java.util.Optional;

/**
 * Decision of a person on an approval, as the report on its task contains it. A broker writes it to the audit in the step that
 * accepts the report of a task of type {@value Workflows#APPROVAL_TYPE}.
 *
 * @param action {@link AuditAction#APPROVED} or {@link AuditAction#REJECTED}
 * @param by the name that the client gave for the person; absent if the report has none
 * @param reason the reason; absent if it is blank
 */
public record ApprovalDecision(AuditAction action, Optional<String> by, Optional<String> reason) {
    /** Maximum number of characters of a reason in the audit; a longer one is cut. */
    public static final int MAX_REASON = 1000;

    private static final String BY = "by";
    private static final String COMMENT = "comment";

    /**
     * Returns what the report on an approval decides if it gives the approval its outcome; nothing if the attempt was neither
     * completed nor failed. A failure with a wait before another attempt gives the outcome too where no other attempt can be.
     */
    public static Optional<ApprovalDecision> of(AttemptReport report) {
        if (report instanceof AttemptReport.Completed completed) {
            return Optional.of(read(AuditAction.APPROVED, completed.result().data()));
        }
        if (report instanceof AttemptReport.Failed failed) {
            return Optional.of(read(AuditAction.REJECTED, failed.error().details()));
        }
        return Optional.empty();
    }

    /**
     * Returns the data of the result or error that reports a decision.
     *
     * @param approved whether it is an approval
     * @param by the name of the person
     * @param reason the reason, may be empty
     */
    public static Map<String, Object> data(boolean approved, String by, String reason) {
        return Map.of("approved", approved, BY, by, COMMENT, reason);
    }

    private static ApprovalDecision read(AuditAction action, Map<String, Object> data) {
        // only a comment with a name is the reason of a person
        Optional<String> by = text(data, BY);
        return new ApprovalDecision(
                action, by, by.flatMap(name -> text(data, COMMENT)).map(ApprovalDecision::cut));
    }

    private static Optional<String> text(Map<String, Object> data, String name) {
        return data.get(name) instanceof String text && !text.isBlank() ? Optional.of(text) : Optional.empty();
    }

    private static String cut(String reason) {
        if (reason.length() <= MAX_REASON) {
            return reason;
        }
        int end = Character.isHighSurrogate(reason.charAt(MAX_REASON - 1)) ? MAX_REASON - 1 : MAX_REASON;
        return reason.substring(0, end);
    }

    /** Returns a copy without the reason, for an audit that may not hold content. */
    public ApprovalDecision withoutReason() {
        return new ApprovalDecision(action, by, Optional.empty());
    }

    /** Returns the detail of the entry: the reason, after {@code by NAME: } where the person is not the actor. */
    public Optional<String> detail(String actor) {
        Optional<String> other = by.filter(name -> !name.equals(actor)).map(name -> "by " + cut(name));
        return other.isPresent()
                ? other.map(name -> name + reason.map(why -> ": " + why).orElse(""))
                : reason;
    }
}
