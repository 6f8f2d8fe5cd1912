package io.codefleet.faults.schedule;

import io.codefleet.faults.environment.TestEnvironment;
import io.codefleet.faults.history.EventType;
import io.codefleet.faults.history.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Lets a schedule happen. Faults of several domains overlap; those of one follow each other, late if need be. */
public final class FaultInjector {
    private final TestEnvironment environment;
    private final History history;
    private final Map<Domain, Lock> domains = new EnumMap<>(Domain.class);

    /**
     * Creates an injector of faults.
     *
     * @param history records each fault with its time
     */
    public FaultInjector(TestEnvironment environment, History history) {
        this.environment = environment;
        this.history = history;
        for (Domain domain : Domain.values()) {
            domains.put(domain, new ReentrantLock(true));
        }
    }

    /** Plays all steps, and returns when all have been healed. */
    public void play(List<ScheduledFault> steps) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            long start = System.nanoTime();
            List<Future<?>> played = new ArrayList<>();
            for (ScheduledFault step : steps) {
                sleepUntil(start + step.at().toNanos());
                played.add(threads.submit(() -> play(step)));
            }
            for (Future<?> one : played) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private @Nullable Void play(ScheduledFault step) throws InterruptedException {
        Lock domain = domains.getOrDefault(step.fault().domain(), new ReentrantLock());
        boolean alone = step.fault().domain() != Domain.LOAD;
        if (alone) {
            domain.lockInterruptibly();
        }
        try {
            history.write(
                    EventType.FAULT,
                    step.number() + " " + step.fault() + " " + step.lasts().toMillis() + " ms");
            Runnable heal = step.fault().effect().begin(environment, step);
            Thread.sleep(step.lasts().toMillis());
            heal.run();
            history.write(EventType.HEALED, step.number() + " " + step.fault());
        } finally {
            if (alone) {
                domain.unlock();
            }
        }
        return null;
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = Duration.ofNanos(nanos - System.nanoTime()).toMillis();
        if (left > 0) {
            Thread.sleep(left);
        }
    }
}
