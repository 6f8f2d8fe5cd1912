package io.codefleet;

import io.codefleet.annotation.CheckReturnValue;
import io.codefleet.error.InvalidInputException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Policy that decides whether and when a failed attempt is followed by another. Immutable; each method that takes an argument
 * returns a changed copy.
 *
 * <p>A task's own policy goes before that of the worker that runs it ({@link WorkerOptions#retry}). What a worker reports it
 * decides itself, by one of the two. What the broker alone notices, a lost lease or an attempt beyond its time, the broker
 * decides by the task's policy, or by {@link #DEFAULT} if it has none. Failures of both sorts count together; an attempt that
 * was handed back counts nothing.
 *
 * @param maxAttempts how many attempts may fail before the task fails; from 1 to {@value #MAX_ATTEMPTS}, default 3
 * @param backoff the wait before the next attempt; an error that names a longer wait gets that
 * @param retryOn the errors after which there is another attempt; default all that are {@link ErrorKind#retryable()}, and
 *     never others
 */
@CheckReturnValue
public record RetryPolicy(int maxAttempts, Backoff backoff, Set<ErrorKind> retryOn) {
    /** The most attempts that a policy may allow. */
    public static final int MAX_ATTEMPTS = 100;

    /** These come first, in this order; those that later versions add follow by their codes. */
    private static final List<String> FIRST_STORED =
            List.of("TRANSIENT", "RATE_LIMITED", "ATTEMPT_TIMEOUT", "WORKER_LOST");

    private static final Comparator<String> STORED_ORDER = Comparator.<String>comparingInt(
                    code -> FIRST_STORED.contains(code) ? FIRST_STORED.indexOf(code) : FIRST_STORED.size())
            .thenComparing(Comparator.naturalOrder());

    /** 3 attempts, {@link Backoff#DEFAULT}, after every retryable error. */
    public static final RetryPolicy DEFAULT = new RetryPolicy(3, Backoff.DEFAULT, retryable());

    /** One attempt only. */
    public static final RetryPolicy NONE = DEFAULT.maxAttempts(1);

    /** @throws InvalidInputException if attempts are out of range, or an error is not retryable; it names the component */
    public RetryPolicy {
        Check.range("retry.maxAttempts", maxAttempts, 1, MAX_ATTEMPTS);
        for (ErrorKind kind : retryOn) {
            if (!kind.retryable()) {
                throw new InvalidInputException(
                        "retry.retryOn", "has " + kind + ", after which no attempt can succeed; use " + retryable());
            }
        }
        retryOn = copyOf(retryOn);
    }

    private static Set<ErrorKind> retryable() {
        EnumSet<ErrorKind> kinds = EnumSet.allOf(ErrorKind.class);
        kinds.removeIf(kind -> !kind.retryable());
        return Collections.unmodifiableSet(kinds);
    }

    private static Set<ErrorKind> copyOf(Collection<ErrorKind> kinds) {
        EnumSet<ErrorKind> copy = EnumSet.noneOf(ErrorKind.class);
        copy.addAll(kinds);
        return Collections.unmodifiableSet(copy);
    }

    /** Returns the codes of {@link #retryOn}, in the order in which they are stored and hashed. */
    public List<String> retryOnCodes() {
        return retryOn.stream().map(ErrorKind::code).sorted(STORED_ORDER).toList();
    }

    /** Returns a copy with this many attempts. */
    public RetryPolicy maxAttempts(int value) {
        return new RetryPolicy(value, backoff, retryOn);
    }

    /** Returns a copy with this wait before the next attempt. */
    public RetryPolicy backoff(Backoff value) {
        return new RetryPolicy(maxAttempts, value, retryOn);
    }

    /** Returns a copy that tries again after these errors only. */
    public RetryPolicy retryOn(ErrorKind... kinds) {
        return new RetryPolicy(maxAttempts, backoff, Set.of(kinds));
    }

    /**
     * Returns how long to wait before the next attempt; empty if there is none.
     *
     * @param error why the last one failed
     * @param failures how many attempts have failed, this one included; from 1
     * @param chance where in the jitter's range the wait lies, from 0 to 1; a random number in production
     */
    public Optional<Duration> waitAfter(TaskError error, int failures, double chance) {
        if (failures >= maxAttempts || !retryOn.contains(error.kind())) {
            return Optional.empty();
        }
        Duration wait = backoff.delayAfter(failures, chance);
        return Optional.of(
                error.retryAfter().filter(asked -> asked.compareTo(wait) > 0).orElse(wait));
    }
}
