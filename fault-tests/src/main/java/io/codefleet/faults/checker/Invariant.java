package io.codefleet.faults.checker;

/** Invariant that must hold whatever happens. */
public enum Invariant {
    /** A task that was acknowledged is there at the end and has an outcome. */
    ACKNOWLEDGED_TASKS_END,
    /** A task has one outcome: all that anyone has ever seen of it is the same. */
    ONE_OUTCOME,
    /** Of all attempts of a task one at most has an accepted result. */
    ONE_SUCCESS,
    /** An accepted result is the outcome, and a completed outcome is a result that was reported. */
    RESULTS_COUNT,
    /** Tokens rise from attempt to attempt, and an attempt has one. */
    TOKENS_RISE,
    /** A report that begins after a later attempt is known to have begun is refused. */
    STALE_REPORTS_ARE_REFUSED,
    /** An attempt runs once; again only if the process it ran in has died. */
    ATTEMPTS_RUN_ONCE,
    /** The events of a task are a valid sequence of its states. */
    STATES_IN_ORDER,
    /** What was refused is never run, if nobody has submitted it with success. */
    REFUSED_TASKS_NEVER_RUN,
    /** No attempt begins behind the last one that the outcome counts; so one that was cancelled before it ran never runs. */
    NOTHING_RUNS_AFTER_THE_OUTCOME,
    /** No more attempts fail than the task allows, and each that failed is counted. */
    FAILURES_WITHIN_LIMIT,
    /** Every call and every wait of a process ends, unless the process has died. */
    WAITS_END,
    /** A task is seen and run in its own namespace only. */
    NAMESPACES_ARE_WALLS,
    /** At rest nothing is queued, delayed or running, and no lease is left. */
    NOTHING_AT_WORK_AT_REST,
    /** At rest the counters of the fleet agree with its tasks. */
    COUNTERS_AGREE
}
