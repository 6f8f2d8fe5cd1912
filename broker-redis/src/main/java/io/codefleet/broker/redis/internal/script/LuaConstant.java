package io.codefleet.broker.redis.internal.script;

import io.codefleet.Allowance;
import io.codefleet.AuditEntry;
import io.codefleet.RetryPolicy;
import io.codefleet.Task;
import io.codefleet.TaskInfo;
import io.codefleet.WorkerPerformance;
import io.codefleet.broker.Broker;
import io.codefleet.broker.redis.internal.record.RoutingHeader;
import io.codefleet.broker.redis.internal.record.Times;
import io.codefleet.workflow.Workflows;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A constant of the scripts. The include {@code constants} declares those that a script names, with the values of this list, so
 * that a rule which Java states too has its number in one place. Times are in microseconds.
 */
enum LuaConstant {
    // ---- owned by the API: the in-memory broker uses the same

    /** How much older each step of priority makes a task. */
    AGE_PER_PRIORITY(Task.AGE_PER_PRIORITY),
    /** How many days of an allowance are kept. */
    DAYS_KEPT(Allowance.DAYS_KEPT),
    /** How long an allowance is kept that nothing uses. */
    SPENDING_KEPT(Duration.ofDays(Allowance.DAYS_REMEMBERED)),
    /** The policy of a task that has none. */
    DEFAULT_RETRY_POLICY('\'' + RoutingHeader.retryPolicy(RetryPolicy.DEFAULT) + '\''),
    /** How many attempts of a task are kept. */
    MAX_HISTORY(TaskInfo.MAX_HISTORY),
    /** How many ids an entry of the audit names. */
    MAX_SUBJECTS(AuditEntry.MAX_SUBJECTS),
    /** The type of the task that an approval is. */
    APPROVAL_TYPE('\'' + Workflows.APPROVAL_TYPE + '\''),
    /** The weight of a worker that has not reported its performance in a type of tasks. */
    NEW_WORKER_WEIGHT(WorkerPerformance.NONE.weight()),
    /** How long an offline worker is listed. */
    OFFLINE_SHOWN(Broker.OFFLINE_SHOWN),
    /** How many signals of a worker are kept that it has not read. */
    MAX_KEPT_SIGNALS(Broker.MAX_KEPT_SIGNALS),

    // ---- owned by the scripts

    /** A second. */
    SECOND(Duration.ofSeconds(1)),
    /** A day. */
    DAY(Duration.ofDays(1)),
    /** About how many bytes of tasks one claim returns: a larger reply holds Redis for long. */
    MAX_REPLY(4 * 1024 * 1024),
    /** Above how many bytes the body of a task is large: a claim returns its length, and the client reads it. */
    LARGE_BODY(8 * 1024),
    /** How many tasks are looked at, once a namespace, for leases that an older version has not noted by worker. */
    LEASES_LOOKED_FOR(20_000),
    /** How large the list of a task's followers may get; a client that finds it full polls. */
    MAX_FOLLOWERS_TEXT(4_000),
    /** How large the payload of an outcome may be that is published; a client asks for a larger one. */
    MAX_INLINE(8 * 1024),
    /** How large a message with several outcomes gets before it is published. */
    MAX_MESSAGE(64 * 1024),
    /** How long an empty lane is kept. */
    LANE_KEPT(Duration.ofHours(1)),
    /** How long the profile of workers is kept that nobody has any more. */
    PROFILE_KEPT(Duration.ofHours(2)),
    /** How often the permits of a key are checked whose tasks wait. */
    PERMITS_REPAIRED_EVERY(Duration.ofSeconds(10)),
    /** When maintenance looks again at a task that could not be put where it belongs, as a key is damaged. */
    TRIED_AGAIN_AFTER(Duration.ofSeconds(10)),
    /** How many entries of the audit one step of maintenance deletes. */
    AUDIT_PRUNED_AT_ONCE(100_000);

    private static final Pattern NAME = Pattern.compile("\\b[A-Z][A-Z_]+\\b");
    private static final Set<String> NAMES =
            EnumSet.allOf(LuaConstant.class).stream().map(Enum::name).collect(Collectors.toUnmodifiableSet());

    private final String text;

    LuaConstant(Duration time) {
        this(Times.micros(time));
    }

    LuaConstant(long number) {
        this(Long.toString(number));
    }

    LuaConstant(String text) {
        this.text = text;
    }

    /** Returns the declarations of the constants that this script names. */
    static String declarations(String script) {
        return NAME.matcher(script)
                .results()
                .map(MatchResult::group)
                .filter(NAMES::contains)
                .distinct()
                .sorted()
                .map(name -> "local " + name + " = " + valueOf(name).text + '\n')
                .collect(Collectors.joining());
    }
}
