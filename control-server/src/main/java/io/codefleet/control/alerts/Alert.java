package io.codefleet.control.alerts;

import io.codefleet.annotation.CheckReturnValue;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One alert, as all control planes of a namespace share it.
 *
 * @param id its id, which follows from rule and subject
 * @param rule the rule
 * @param subject what it is about, such as the id of a worker; empty for the fleet
 * @param state where it is in its life
 * @param value what was measured when the state changed
 * @param detail a sentence for a person
 * @param startedAt since when the condition has held
 * @param changedAt when the state changed
 * @param changes counts the changes of state; with the id it names one message
 * @param acknowledgedBy who looks after it
 * @param silencedUntil until when changes send no messages
 * @param deliveries the receivers that the last change has not reached yet
 * @param deliverer the control plane that delivers the last change
 * @param version the version of the document; 0 for one that is not stored
 */
@CheckReturnValue
public record Alert(
        String id,
        AlertRule rule,
        String subject,
        AlertState state,
        double value,
        String detail,
        Instant startedAt,
        Instant changedAt,
        long changes,
        Optional<String> acknowledgedBy,
        Optional<Instant> silencedUntil,
        Map<String, PendingDelivery> deliveries,
        Optional<Deliverer> deliverer,
        long version) {

    /**
     * A message that a receiver has not accepted yet.
     *
     * @param attempts how often it was sent
     * @param nextAt when it is sent next
     */
    public record PendingDelivery(int attempts, Instant nextAt) {}

    /**
     * The right of one control plane to send.
     *
     * @param instance the control plane
     * @param until when another may take over
     */
    public record Deliverer(String instance, Instant until) {}

    /** Copies the deliveries. */
    public Alert {
        deliveries = Map.copyOf(deliveries);
    }

    static Alert pending(AlertCondition condition, Instant now, long version) {
        return new Alert(
                condition.alertId(),
                condition.rule(),
                condition.subject(),
                AlertState.PENDING,
                condition.value(),
                condition.detail(),
                now,
                now,
                0,
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                version);
    }

    boolean silenced(Instant now) {
        return silencedUntil.filter(now::isBefore).isPresent();
    }

    /** Returns a copy that has begun to hold again, under the same silence and with the same count of changes. */
    Alert again(AlertCondition condition, Instant now) {
        Alert begun = pending(condition, now, version);
        return new Alert(
                id,
                rule,
                subject,
                begun.state,
                begun.value,
                begun.detail,
                now,
                now,
                changes,
                Optional.empty(),
                silencedUntil,
                Map.of(),
                Optional.empty(),
                version);
    }

    Alert changed(AlertState next, double measured, String text, Instant now, Map<String, PendingDelivery> due) {
        return new Alert(
                id,
                rule,
                subject,
                next,
                measured,
                text,
                startedAt,
                now,
                changes + 1,
                acknowledgedBy,
                silencedUntil,
                due,
                Optional.empty(),
                version);
    }

    /** Returns a copy that this person looks after. */
    public Alert acknowledged(String actor) {
        return with(Optional.of(actor), silencedUntil, deliveries, deliverer);
    }

    /** Returns a copy whose changes send no messages until this time; absent: they send messages. */
    public Alert silenced(Optional<Instant> until) {
        return with(acknowledgedBy, until, deliveries, deliverer);
    }

    Alert delivering(Map<String, PendingDelivery> left, Optional<Deliverer> by) {
        return with(acknowledgedBy, silencedUntil, left, by);
    }

    Alert version(long value) {
        return new Alert(
                id,
                rule,
                subject,
                state,
                this.value,
                detail,
                startedAt,
                changedAt,
                changes,
                acknowledgedBy,
                silencedUntil,
                deliveries,
                deliverer,
                value);
    }

    private Alert with(
            Optional<String> acknowledged,
            Optional<Instant> silenced,
            Map<String, PendingDelivery> left,
            Optional<Deliverer> by) {
        return new Alert(
                id,
                rule,
                subject,
                state,
                value,
                detail,
                startedAt,
                changedAt,
                changes,
                acknowledged,
                silenced,
                left,
                by,
                version);
    }
}
