package io.codefleet.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The benchmark of Redis with few tasks. */
class RedisRatesTest {
    private static final String COST = "calls, [\\d.]+ commands and [\\d.]+ µs of Redis;";

    private final PrintStream out = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @AfterEach
    void printAgain() {
        System.setOut(out);
    }

    private List<String> lines(RedisRates.Scale scale) {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (RedisRates rates = new RedisRates(scale)) {
            rates.run();
        }
        return printed.toString(StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .toList();
    }

    @Test
    void bothSidesAreMeasuredInProcessesOfTheirOwn() {
        List<String> lines = lines(new RedisRates.Scale(4_096, 500, 1, Duration.ZERO));

        assertThat(lines.get(0)).contains("4096-byte prompt");
        for (String part : List.of("one task a call", "50 tasks a call", "bulk submit")) {
            assertThat(lines).anyMatch(line -> line.matches(part + " +[1-9][\\d,]* tasks/s; bare loop [1-9].*"));
        }
        assertThat(lines)
                .filteredOn(line -> line.matches("of a task: .*" + COST + " client [\\d.]+, worker [\\d.]+ µs"))
                .hasSize(3);
        assertThat(lines)
                .filteredOn(line -> line.matches("bare loop: .*" + COST + " [\\d.]+ µs"))
                .hasSize(3);
        assertThat(lines)
                .anyMatch(line -> line.matches("at 200/s +p50 [\\d.]+ ms, p99 [\\d.]+ ms; bare loop [\\d.]+, .*"));
        assertThat(lines).anyMatch(line -> line.matches("one task at a time +.*" + COST + ".*"));
        assertThat(lines).anyMatch(line -> line.matches("idle fleet .* calls a task"));
    }
}
