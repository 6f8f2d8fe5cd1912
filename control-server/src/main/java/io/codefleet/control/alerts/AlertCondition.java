package io.codefleet.control.alerts;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A condition of a rule that holds now.
 *
 * @param rule the rule
 * @param subject what it is about, such as the id of a worker; empty for the fleet
 * @param value what was measured, in the unit of the rule's threshold
 * @param detail a sentence for a person
 */
record AlertCondition(AlertRule rule, String subject, double value, String detail) {
    /** Returns the id of the alert that reports it, the same in each control plane. */
    String alertId() {
        return subject.isEmpty()
                ? rule.code()
                : rule.code() + "-"
                        + UUID.nameUUIDFromBytes(subject.getBytes(StandardCharsets.UTF_8))
                                .toString()
                                .substring(0, 13);
    }
}
