package io.codefleet.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** A broker that {@link BrokerRates} measures, and the latency that it must have. */
enum BrokerKind {
    /** Without persistence. */
    REDIS(Duration.ZERO),
    FILE(Duration.ofMillis(5)),
    NATS(Duration.ofMillis(5)),
    AMQP(Duration.ofMillis(8)),
    KAFKA(Duration.ofMillis(15));

    private final Duration maxMedian;

    BrokerKind(Duration maxMedian) {
        this.maxMedian = maxMedian;
    }

    /** Returns the one that an argument names. */
    static BrokerKind of(String argument) {
        return Arrays.stream(values())
                .filter(kind -> kind.argument().equals(argument))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no broker is called " + argument + "; give some of redis, file, nats, amqp, kafka"));
    }

    /** Returns its name on the command line. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns whether one of the processes leads. */
    boolean hasLeader() {
        return this != REDIS;
    }

    /** Returns whether it must have twice the rate of Redis. */
    boolean hasRateGoal() {
        return this == FILE || this == NATS;
    }

    /** Returns the highest median of the latency at 200 tasks a second that is a goal. */
    Duration maxMedian() {
        return maxMedian;
    }
}
