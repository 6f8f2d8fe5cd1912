package io.codefleet.benchmarks;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisAPI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts of the Redis commands that ran, by {@code INFO commandstats}; commands inside scripts are counted there too. */
final class CommandCount implements AutoCloseable {
    private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");
    private static final Pattern PROCESSOR = Pattern.compile("used_cpu_(?:sys|user):([\\d.]+)");
    /** What clients send; all else in the statistics ran inside scripts. */
    private static final List<String> SENT = List.of(
            "evalsha",
            "eval",
            "blpop",
            "brpop",
            "bzpopmin",
            "xread",
            "ping",
            "script|load",
            "subscribe",
            "unsubscribe");

    private final Redis client;
    private final RedisAPI redis;

    CommandCount(Vertx vertx, String uri) {
        client = Redis.createClient(vertx, uri);
        redis = RedisAPI.api(client);
    }

    Map<String, Long> read() {
        String info = Benchmarks.get(redis.info(List.of("commandstats")).map(String::valueOf));
        Map<String, Long> calls = new TreeMap<>();
        Matcher line = LINE.matcher(info);
        while (line.find()) {
            calls.put(line.group(1), Long.parseLong(line.group(2)));
        }
        return calls;
    }

    /** Returns the processor time of Redis since it was started, in microseconds. */
    double processorMicros() {
        String info = Benchmarks.get(redis.info(List.of("cpu")).map(String::valueOf));
        return PROCESSOR
                .matcher(info)
                .results()
                .mapToDouble(time -> Double.parseDouble(time.group(1)) * 1e6)
                .sum();
    }

    /** Deletes all tasks, so that a round does not depend on what earlier rounds have left. */
    void deleteAll() {
        Benchmarks.get(redis.flushall(List.of("SYNC")));
    }

    /** Returns how many commands clients sent between two readings, without the readings themselves. */
    static long sent(Map<String, Long> before, Map<String, Long> after) {
        return SENT.stream()
                .mapToLong(command -> after.getOrDefault(command, 0L) - before.getOrDefault(command, 0L))
                .sum();
    }

    /** Returns how many commands Redis ran between two readings, those inside scripts included. */
    static long ran(Map<String, Long> before, Map<String, Long> after) {
        return after.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("info"))
                .mapToLong(entry -> entry.getValue() - before.getOrDefault(entry.getKey(), 0L))
                .sum();
    }

    @Override
    public void close() {
        client.close();
    }
}
