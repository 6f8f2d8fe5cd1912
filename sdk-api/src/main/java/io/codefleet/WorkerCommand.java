package io.codefleet;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Command of an operator to workers. It is delivered once to each worker that is registered when it is sent.
 *
 * @param name what to do; the names that every worker understands are constants here
 * @param arguments JSON values
 */
public record WorkerCommand(String name, Map<String, Object> arguments) {
    /** Take nothing new. */
    public static final String PAUSE = "pause";
    /** Take tasks again. */
    public static final String RESUME = "resume";
    /** Finish or hand back what runs, and leave. */
    public static final String DRAIN = "drain";
    /**
     * Do as for {@link #DRAIN}, then start again with the same configuration. The launcher's process ends with an exit code of
     * its own, so that its service manager starts it again. In a host application, {@link Worker#onCommand} receives it.
     */
    public static final String RESTART = "restart";
    /** Run as many tasks at once as {@code arguments.concurrency} says. */
    public static final String SET_CONCURRENCY = "set-concurrency";

    private static final String TIME_LIMIT = "timeLimitMillis";

    /** @throws io.codefleet.error.InvalidInputException if the name is malformed or an argument is not a JSON value */
    public WorkerCommand {
        Check.name("command.name", name);
        arguments = Check.json("command.arguments", arguments);
    }

    /** Returns a command without arguments. */
    public static WorkerCommand of(String name) {
        return new WorkerCommand(name, Map.of());
    }

    /**
     * Creates a {@link #DRAIN} with a time limit in place of the worker's own; zero hands back everything at once. A worker
     * that drains already keeps to the earlier end.
     */
    public static WorkerCommand drain(Duration timeLimit) {
        Check.notNegative("command.timeLimit", timeLimit);
        return new WorkerCommand(DRAIN, Map.of(TIME_LIMIT, timeLimit.toMillis()));
    }

    /** Returns the time limit of a {@link #drain(Duration)}; the longest that there is, where it names a longer one. */
    public Optional<Duration> timeLimit() {
        return arguments.get(TIME_LIMIT) instanceof Number millis && millis.doubleValue() >= 0
                ? Optional.of(Duration.ofMillis((long) Math.min(millis.doubleValue(), Check.MAX_DURATION.toMillis())))
                : Optional.empty();
    }

    /** Creates a {@link #SET_CONCURRENCY}. */
    public static WorkerCommand setConcurrency(int concurrency) {
        return new WorkerCommand(SET_CONCURRENCY, Map.of("concurrency", concurrency));
    }
}
