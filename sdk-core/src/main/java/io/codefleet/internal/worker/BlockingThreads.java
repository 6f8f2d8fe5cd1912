package io.codefleet.internal.worker;

import io.codefleet.BlockingTaskHandler;
import java.lang.reflect.InvocationTargetException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a worker's blocking handlers: virtual ones where the machine has them, else a bounded pool of platform threads. */
interface BlockingThreads extends Executor {
    /** Makes room for this many attempts at once from now on, within the bound of the threads. */
    void resize(int slots);

    /** Takes no new work; what runs continues. */
    void close();

    /**
     * Creates the threads of one worker.
     *
     * @param slots how many attempts run at once; virtual threads are not bounded
     */
    static BlockingThreads of(String workerId, int slots) {
        String prefix = "codefleet-" + workerId + "-";
        return virtualThreads(prefix).map(BlockingThreads::unbounded).orElseGet(() -> pool(prefix, slots));
    }

    private static BlockingThreads unbounded(ThreadFactory factory) {
        return new BlockingThreads() {
            @Override
            public void execute(Runnable work) {
                factory.newThread(work).start();
            }

            @Override
            public void resize(int slots) {}

            @Override
            public void close() {}
        };
    }

    /** Creates threads that are started when they are needed, and end when they have been idle for a while. */
    static BlockingThreads pool(String prefix, int slots) {
        int bound = bound(slots);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(bound, bound, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, prefix + number.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return ofPool(pool);
    }

    private static int bound(int slots) {
        return Math.min(slots, BlockingTaskHandler.MAX_POOL_THREADS);
    }

    private static BlockingThreads ofPool(ThreadPoolExecutor pool) {
        return new BlockingThreads() {
            @Override
            public void execute(Runnable work) {
                pool.execute(work);
            }

            @Override
            public synchronized void resize(int slots) {
                int bound = bound(slots);
                // The first may not be above the second at any moment.
                if (bound > pool.getMaximumPoolSize()) {
                    pool.setMaximumPoolSize(bound);
                    pool.setCorePoolSize(bound);
                } else {
                    pool.setCorePoolSize(bound);
                    pool.setMaximumPoolSize(bound);
                }
            }

            @Override
            public void close() {
                pool.shutdown();
            }
        };
    }

    /** Returns a factory of virtual threads; empty before Java 21, as this class is compiled against older versions. */
    private static Optional<ThreadFactory> virtualThreads(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
            return Optional.of((ThreadFactory) type.getMethod("factory").invoke(named));
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            return Optional.empty();
        } catch (IllegalAccessException | InvocationTargetException | UnsupportedOperationException e) {
            // Java 19 and 20 have them as a preview, which is refused unless it is enabled.
            return Optional.empty();
        }
    }
}
