package io.codefleet.broker.redis.internal.record;

import io.codefleet.Backoff;
import io.codefleet.ErrorKind;
import io.codefleet.Placement;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Routing fields of a task, which scripts read without its body and many tasks share, as one text.
 *
 * @param text {@code type|capability,capability|worker|priority|delay|queue timeout|attempt timeout|deadline|retry policy|concurrency key|limit},
 *     and for a task with an allowance {@link SpendingRecord#part} more
 */
public record RoutingHeader(String text) {
    private static final int CAPABILITIES = 1;
    private static final int WORKER = 2;
    private static final int PRIORITY = 3;
    private static final String SPREAD = "*";

    /** Creates the header of a task. */
    public static RoutingHeader of(Task task) {
        return new RoutingHeader(task.type()
                + '|'
                + String.join(",", task.requiredCapabilities())
                + '|'
                + place(task.placement())
                + '|'
                + task.priority()
                + '|'
                + Times.micros(task.delay())
                + '|'
                + Times.micros(task.limits().queueTimeout())
                + '|'
                + Times.micros(task.limits().attemptTimeout())
                + '|'
                + Times.micros(task.limits().deadline())
                + '|'
                + task.retry().map(RoutingHeader::retryPolicy).orElse("")
                + '|'
                + task.concurrency()
                        .map(shared -> shared.key() + '|' + shared.limit())
                        .orElse("|")
                + SpendingRecord.part(task.allowance()));
    }

    private static String place(Placement placement) {
        if (placement instanceof Placement.OnWorker onWorker) {
            return onWorker.workerId();
        }
        if (placement instanceof Placement.Spread spread) {
            return SPREAD + letter(spread.by()) + Times.micros(spread.grace());
        }
        return "";
    }

    /** Returns a policy as {@code retry.lua} reads it. */
    public static String retryPolicy(RetryPolicy policy) {
        Backoff backoff = policy.backoff();
        return policy.maxAttempts()
                + ","
                + letter(backoff.growth())
                + ','
                + Times.micros(backoff.initialDelay())
                + ','
                + Times.micros(backoff.maxDelay())
                + ','
                + backoff.jitter()
                + ','
                + (policy.retryOn().contains(ErrorKind.WORKER_LOST) ? "L" : "")
                + (policy.retryOn().contains(ErrorKind.ATTEMPT_TIMEOUT) ? "T" : "");
    }

    /** Returns the letter by which {@code placement.lua} distinguishes the choices. */
    static String letter(Placement.Spread.By by) {
        return switch (by) {
            case TURNS -> "T";
            case LOAD -> "L";
            case SUCCESS_RATE -> "S";
        };
    }

    /** Returns the letter by which {@code retry.lua} distinguishes the growths. */
    static String letter(Backoff.Growth growth) {
        return switch (growth) {
            case FIXED -> "F";
            case LINEAR -> "L";
            case EXPONENTIAL -> "E";
        };
    }

    private String part(int index) {
        String[] parts = text.split("\\|", -1);
        return index < parts.length ? parts[index] : "";
    }

    /** Returns the type of the task. */
    public String type() {
        return part(0);
    }

    /** Returns the capabilities that the task requires. */
    public SortedSet<String> requiredCapabilities() {
        return names(part(CAPABILITIES));
    }

    /** Returns the lane that a task waits in, unless it is placed on one worker for good. */
    public Optional<String> lane() {
        String place = part(WORKER);
        return place.isEmpty() || place.startsWith(SPREAD)
                ? Optional.of(type() + '|' + part(CAPABILITIES))
                : Optional.empty();
    }

    /** Returns the priority of the task; zero if damaged. */
    public int priority() {
        String priority = part(PRIORITY);
        return priority.matches("\\d{1,3}") ? Integer.parseInt(priority) : 0;
    }

    /** Returns the names in one text, as scripts store them. */
    public static SortedSet<String> names(String text) {
        return text.isEmpty() ? new TreeSet<>() : new TreeSet<>(Arrays.asList(text.split(",")));
    }
}
