package io.codefleet.internal.worker;

import io.codefleet.Backoff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedule of a worker's calls to its broker after failed calls, and their log entries: the first failure with its cause,
 * and then a line a minute, as thousands of workers may fail at once and for hours. Confined to the worker's context.
 */
final class BrokerCallRetry {
    private static final Logger log = LoggerFactory.getLogger(BrokerCallRetry.class);
    private static final Backoff BACKOFF =
            new Backoff(Backoff.Growth.EXPONENTIAL, Duration.ofMillis(750), Duration.ofSeconds(30), 1.0 / 3);
    private static final long NANOS_BETWEEN_LINES = Duration.ofMinutes(1).toNanos();

    private final String workerId;
    private final LongSupplier nanoTime;
    private int failures;
    private boolean logged;
    private long lastLine;

    BrokerCallRetry(String workerId) {
        this(workerId, System::nanoTime);
    }

    BrokerCallRetry(String workerId, LongSupplier nanoTime) {
        this.workerId = workerId;
        this.nanoTime = nanoTime;
    }

    void succeeded() {
        failures = 0;
    }

    /** Counts a failure, and returns whether it was logged. */
    boolean failed(Throwable cause, int reports, int claimed, boolean retried) {
        failures++;
        long now = nanoTime.getAsLong();
        if (logged && now - lastLine < NANOS_BETWEEN_LINES) {
            return false;
        }
        logged = true;
        lastLine = now;
        log.atWarn()
                .setCause(failures == 1 ? cause : null)
                .addKeyValue("worker", workerId)
                .addKeyValue("reports", reports)
                .addKeyValue("claimed", claimed)
                .addKeyValue("retried", retried)
                .addKeyValue("failures", failures)
                .log("a call to the broker failed: {}", cause.getMessage());
        return true;
    }

    /**
     * Returns how long to wait: from half a second to a second after the first failure, and from 20 to 40 seconds after many.
     */
    long waitMillis() {
        double chance = ThreadLocalRandom.current().nextDouble();
        return BACKOFF.delayAfter(Math.max(1, failures), chance).toMillis();
    }
}
