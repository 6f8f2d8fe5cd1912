package io.codefleet;

/** Action that a client, a worker or an operator takes on a fleet. */
public enum AuditAction implements Coded {
    /** Submitted tasks. */
    SUBMITTED("SUBMITTED"),
    /** Submitted the content of failed tasks again. */
    REPLAYED("REPLAYED"),
    /** Cancelled tasks, or requested it of running ones. */
    CANCELLED("CANCELLED"),
    /** Deleted ended tasks before their retention was over. */
    PURGED("PURGED"),
    /** Gave a command to workers. */
    COMMANDED("COMMANDED"),
    /** Paused the namespace. */
    PAUSED("PAUSED"),
    /** Resumed the namespace. */
    RESUMED("RESUMED"),
    /** Created an API key of the control plane. */
    KEY_CREATED("KEY_CREATED"),
    /** Revoked an API key of the control plane. */
    KEY_REVOKED("KEY_REVOKED"),
    /** Approved what an approval task asks. */
    APPROVED("APPROVED"),
    /** Rejected what an approval task asks. */
    REJECTED("REJECTED"),
    /** Edited a schedule. */
    SCHEDULE_EDITED("SCHEDULE_EDITED"),
    /** Paused a schedule. */
    SCHEDULE_PAUSED("SCHEDULE_PAUSED"),
    /** Resumed a schedule. */
    SCHEDULE_RESUMED("SCHEDULE_RESUMED"),
    /** Acknowledged an alert. */
    ALERT_ACKNOWLEDGED("ALERT_ACKNOWLEDGED"),
    /** Stopped the messages of an alert for a time. */
    ALERT_SILENCED("ALERT_SILENCED"),
    /** Ended the silence of an alert. */
    ALERT_UNSILENCED("ALERT_UNSILENCED"),
    /** An action that a newer version of this library knows; see {@link AuditEntry#unknownAction()}. Nothing writes it. */
    UNKNOWN("UNKNOWN");

    private final String code;

    AuditAction(String code) {
        this.code = code;
    }

    @Override
    public String code() {
        return code;
    }
}
