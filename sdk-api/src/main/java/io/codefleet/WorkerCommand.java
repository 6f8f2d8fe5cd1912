package io.codefleet;

import java.util.Map;

/**
 * What an operator tells a worker. It is delivered once to each worker that is registered when it is given.
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
    /** Run as many tasks at once as {@code arguments.concurrency} says. */
    public static final String SET_CONCURRENCY = "set-concurrency";

    /** @throws io.codefleet.error.InvalidInputException if the name is malformed or an argument is not a JSON value */
    public WorkerCommand {
        Check.name("command.name", name);
        arguments = Check.json("command.arguments", arguments);
    }

    /** A command without arguments. */
    public static WorkerCommand of(String name) {
        return new WorkerCommand(name, Map.of());
    }

    /** {@link #SET_CONCURRENCY}. */
    public static WorkerCommand setConcurrency(int concurrency) {
        return new WorkerCommand(SET_CONCURRENCY, Map.of("concurrency", concurrency));
    }
}
