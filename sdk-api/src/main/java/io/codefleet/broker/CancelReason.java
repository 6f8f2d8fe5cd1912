package io.codefleet.broker;

import java.util.Optional;

/**
 * Reason of a cancel.
 *
 * @param reason in the words of who cancelled
 * @param ancestorId the ancestor that was cancelled, and this task with it; absent if the task itself was
 */
public record CancelReason(String reason, Optional<String> ancestorId) {
    /** Creates the reason of a task that is cancelled for itself. */
    public static CancelReason of(String reason) {
        return new CancelReason(reason, Optional.empty());
    }

    /** Creates the reason of a task that is cancelled because an ancestor of it is. */
    public static CancelReason ofAncestor(String ancestorId, String reason) {
        return new CancelReason(reason, Optional.of(ancestorId));
    }
}
