package io.codefleet.benchmarks;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Submits at a set rate whether or not earlier tasks have ended, and takes the time from submit to outcome of each. */
final class Latency {
    private Latency() {}

    /** Measures the latency of tasks in microseconds. */
    static Histogram measure(Vertx vertx, CodefleetClient fleet, String prompt, int perSecond, int tasks) {
        return measure(vertx, () -> fleet.submitTask(Task.of(prompt)).compose(TaskHandle::outcome), perSecond, tasks);
    }

    /** Measures the latency of what is begun for each task, in microseconds. */
    static Histogram measure(Vertx vertx, Supplier<Future<?>> begin, int perSecond, int tasks) {
        Histogram micros = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Promise<Void> done = Promise.promise();
        vertx.setPeriodic(1000 / perSecond, timer -> {
            if (sent.incrementAndGet() > tasks) {
                vertx.cancelTimer(timer);
                return;
            }
            long start = System.nanoTime();
            begin.get().onFailure(done::tryFail).onSuccess(outcome -> {
                micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
                if (ended.incrementAndGet() == tasks) {
                    done.complete();
                }
            });
        });
        Benchmarks.get(done.future());
        return micros;
    }

    /** Returns the median and the 99th percentile in milliseconds, as a process answers them to its parent. */
    static String text(Histogram micros) {
        return String.format(
                Locale.ROOT,
                "%.2f %.2f",
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0);
    }

    /** Reads the median and the 99th percentile in milliseconds. */
    static double[] of(String text) {
        return Arrays.stream(text.split(" ", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
