package io.codefleet.benchmarks;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Submits at a set rate whether or not earlier tasks have ended, and takes the time from submit to outcome of each. */
final class Latency {
    private Latency() {}

    /** Measures the latency of tasks in microseconds. */
    static Histogram measure(Vertx vertx, CodefleetClient fleet, String prompt, int perSecond, int tasks) {
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
            fleet.submitTask(Task.of(prompt))
                    .compose(TaskHandle::outcome)
                    .onFailure(done::tryFail)
                    .onSuccess(outcome -> {
                        micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start));
                        if (ended.incrementAndGet() == tasks) {
                            done.complete();
                        }
                    });
        });
        Benchmarks.get(done.future());
        return micros;
    }
}
