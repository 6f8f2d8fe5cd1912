package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;

/**
 * Shared spending quota of all tasks that name the same key, such as those of a project, a team or a customer. The broker
 * counts the usage that each attempt reports, failed attempts included, in the same step as the report. {@link
 * CodefleetClient#spending} returns the counts.
 *
 * <p>Past a limit, a submit is refused with {@link io.codefleet.error.BudgetExceededException}. A task that is already queued is
 * not given to a worker. It is delayed to the next day if a daily limit is reached and the task's time in the queue ({@link
 * TaskLimits}) allows it; otherwise it fails with {@link ErrorKind#BUDGET_EXCEEDED}. Running attempts finish, so the spending may
 * exceed a limit by their cost: {@link AgentOptions#budget()} bounds each of them, and {@link Concurrency} their number.
 *
 * @param key what they share; letters, digits and {@code . _ ~ @ / # = + , -}, at most 200 characters
 * @param perDay how much from midnight to midnight UTC, by the broker's clock; unlimited: it is counted only
 * @param total how much in all. What a key has consumed is forgotten {@value #DAYS_REMEMBERED} days after it was last used
 */
@CheckReturnValue
public record Allowance(String key, Budget perDay, Budget total) {
    /** How many days are kept apart, today included. */
    public static final int DAYS_KEPT = 35;

    /** How long a key that is not used any more is remembered. */
    public static final int DAYS_REMEMBERED = 400;

    /** @throws io.codefleet.error.InvalidInputException if the key is malformed */
    public Allowance {
        Check.id("allowance.key", key);
    }

    /** Creates an allowance without limits: what the tasks of this key consume is counted only. */
    public static Allowance of(String key) {
        return new Allowance(key, Budget.UNLIMITED, Budget.UNLIMITED);
    }

    /** Returns a copy with this limit for each day, from midnight to midnight UTC. */
    public Allowance perDay(Budget value) {
        return new Allowance(key, value, total);
    }

    /** Returns a copy with this limit of all days together. */
    public Allowance total(Budget value) {
        return new Allowance(key, perDay, value);
    }
}
