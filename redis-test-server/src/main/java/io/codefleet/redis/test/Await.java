package io.codefleet.redis.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waiting for servers to agree. */
final class Await {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN = Duration.ofMillis(50);

    private Await() {}

    /** Waits until this is so; a server that does not answer is asked again. */
    static void until(String what, BooleanSupplier isSo) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        RuntimeException last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (isSo.getAsBoolean()) {
                    return;
                }
            } catch (RuntimeException e) {
                last = e;
            }
            sleep();
        }
        throw new IllegalStateException("Not within " + LIMIT + ": " + what, last);
    }

    private static void sleep() {
        try {
            Thread.sleep(BETWEEN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for Redis", e);
        }
    }
}
