package io.codefleet.agent.worker;

import io.codefleet.Attempt;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.file.FileProps;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Notices that it is time to leave: an operator said so over the fleet, the termination file was touched, or there was nothing
 * to do for long. A termination file that lies there from an earlier run says nothing until it is touched again.
 */
final class ShutdownTriggers implements AttemptObserver {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration FILE_LOOK = Duration.ofMillis(250);

    private final Vertx vertx;
    private final ShutdownSettings settings;
    private final Consumer<ShutdownReason> onShutdown;
    private final AtomicInteger running = new AtomicInteger();
    private volatile long busyNanos = System.nanoTime();

    /**
     * Creates the triggers of a shutdown.
     *
     * @param onShutdown receives the reason when it is time to leave; again, when it has become more urgent
     */
    ShutdownTriggers(Vertx vertx, ShutdownSettings settings, Consumer<ShutdownReason> onShutdown) {
        this.vertx = vertx;
        this.settings = settings;
        this.onShutdown = onShutdown;
    }

    /**
     * Begins to look.
     *
     * @param drains whether the worker has begun to leave by itself
     * @param drives whether the process is busy with other work than attempts
     */
    void begin(BooleanSupplier drains, BooleanSupplier drives) {
        busyNanos = System.nanoTime();
        settings.terminationFile().ifPresent(file -> touched(file).onSuccess(before -> watch(file, before)));
        vertx.setPeriodic(LOOK.toMillis(), look -> {
            if (drains.getAsBoolean()) {
                vertx.cancelTimer(look);
                onShutdown.accept(ShutdownReason.DRAIN);
            } else if (running.get() > 0 || drives.getAsBoolean()) {
                busyNanos = System.nanoTime();
            } else if (isIdleForLong()) {
                vertx.cancelTimer(look);
                onShutdown.accept(ShutdownReason.IDLE);
            }
        });
    }

    private boolean isIdleForLong() {
        return settings.idleShutdown()
                .filter(limit -> System.nanoTime() - busyNanos >= limit.toNanos())
                .isPresent();
    }

    private void watch(Path file, Optional<Long> before) {
        vertx.setTimer(
                FILE_LOOK.toMillis(),
                look -> touched(file).onSuccess(now -> {
                    if (now.isPresent() && !now.equals(before)) {
                        onShutdown.accept(ShutdownReason.TERMINATION);
                    } else {
                        watch(file, now);
                    }
                }));
    }

    /** Returns when the file was written to, by the file system's clock; absent: there is none. */
    private Future<Optional<Long>> touched(Path file) {
        return vertx.fileSystem()
                .props(file.toString())
                .map(FileProps::lastModifiedTime)
                .map(Optional::of)
                .otherwise(Optional.empty());
    }

    /** Restarts the process, for an operator. */
    void restart() {
        onShutdown.accept(ShutdownReason.RESTART);
    }

    @Override
    public void started(Attempt attempt) {
        running.incrementAndGet();
    }

    @Override
    public void ended(Attempt attempt, AttemptEnd end) {
        running.decrementAndGet();
        busyNanos = System.nanoTime();
    }
}
