package io.codefleet.control.alerts;

import io.codefleet.Coded;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** The conditions of a fleet that an alert reports. The code of a rule is stored and never changes. */
public enum AlertRule implements Coded {
    /** A worker is offline; the threshold is the number of seconds since it was last seen. */
    WORKER_OFFLINE("worker-offline", "A worker is offline", 120, Duration.ZERO, "workers"),
    /** More tasks than the threshold wait for a worker. */
    QUEUE_LENGTH("queue-length", "Many tasks wait", 1000, Duration.ofMinutes(1), "tasks?status=QUEUED"),
    /** Of the tasks that ended lately, a larger share than the threshold failed. */
    FAILURE_RATE("failure-rate", "Many tasks fail", 0.1, Duration.ofMinutes(1), "tasks?status=FAILED"),
    /** The tasks that completed lately took longer than the threshold in seconds on the average, waits included. */
    COMPLETION_TIME("completion-time", "Tasks take long", 300, Duration.ofMinutes(1), "tasks?status=COMPLETED"),
    /** Tasks wait, and for the threshold in seconds none has begun or ended. */
    NO_PROGRESS("no-progress", "Tasks wait and nothing moves", 600, Duration.ZERO, "workers"),
    /** Tasks wait in a lane that no present worker serves. */
    UNSERVED_LANE("unserved-lane", "No worker serves a lane", 0, Duration.ofMinutes(1), "lanes"),
    /** An approval has waited for more than the threshold, as a share of the time that it has. */
    APPROVAL_WAITS("approval-waits", "An approval waits for a person", 0.5, Duration.ZERO, "approvals"),
    /** An allowance has consumed more than the threshold, as a share of its limit. */
    ALLOWANCE_USED("allowance-used", "An allowance is nearly used up", 0.8, Duration.ZERO, "spending"),
    /** More attempts than the threshold have lost their leases lately. */
    LEASES_LOST("leases-lost", "Attempts lose their leases", 3, Duration.ZERO, "workers"),
    /** The control plane does not reach the broker. Each control plane reports it by itself. */
    BROKER_AWAY("broker-away", "The broker cannot be reached", 0, Duration.ofMinutes(1), "overview");

    private final String code;
    private final String title;
    private final double threshold;
    private final Duration duration;
    private final String page;

    AlertRule(String code, String title, double threshold, Duration duration, String page) {
        this.code = code;
        this.title = title;
        this.threshold = threshold;
        this.duration = duration;
        this.page = page;
    }

    /** Returns the name by which the rule is stored and configured. */
    @Override
    public String code() {
        return code;
    }

    /** Returns what it reports, in a few words. */
    public String title() {
        return title;
    }

    /** Returns the threshold without configuration. */
    public double threshold() {
        return threshold;
    }

    /** Returns for how long the condition must hold before the alert fires, without configuration. */
    public Duration duration() {
        return duration;
    }

    /** Returns the page of the dashboard that helps. */
    public String page() {
        return page;
    }

    /** Returns the rule with this code. */
    public static Optional<AlertRule> of(String code) {
        return Arrays.stream(values()).filter(rule -> rule.code.equals(code)).findFirst();
    }
}
