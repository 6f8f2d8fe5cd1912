package io.codefleet.broker.redis;

import io.codefleet.redis.test.RedisConsole;
import io.codefleet.redis.test.RedisTestServer;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How often Redis has done each command, those that scripts give included.
 *
 * @param byCommand calls, by the lower-case name of the command
 */
record CommandCounts(Map<String, Long> byCommand) {
    private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

    static CommandCounts of(RedisTestServer server) {
        Matcher lines = LINE.matcher(RedisConsole.text(server.port(), "INFO", "commandstats"));
        return new CommandCounts(lines.results()
                .collect(Collectors.toMap(line -> line.group(1), line -> Long.parseLong(line.group(2)))));
    }

    long calls(String command) {
        return byCommand.getOrDefault(command, 0L);
    }

    long all() {
        return byCommand.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many commands one more step takes, those of its scripts included. */
    static long during(RedisTestServer server, Runnable step) {
        long before = of(server).all();
        step.run();
        // the first count counts itself in the second
        return of(server).all() - before - 1;
    }
}
