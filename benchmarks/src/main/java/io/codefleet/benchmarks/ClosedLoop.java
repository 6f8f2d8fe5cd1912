package io.codefleet.benchmarks;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps a set number of tasks between submit and outcome: each outcome makes room for the next submit. So the number is also
 * the depth of the queue.
 */
final class ClosedLoop {
    private final CodefleetClient fleet;
    private final String prompt;
    private final int window;
    private final int batch;

    /**
     * Creates a load with a constant number of tasks in flight.
     *
     * @param window how many tasks are between submit and outcome
     * @param batch how many tasks go in one submit
     */
    ClosedLoop(CodefleetClient fleet, String prompt, int window, int batch) {
        this.fleet = fleet;
        this.prompt = prompt;
        this.window = window;
        this.batch = batch;
    }

    /** Runs so many tasks after the window is full; gives tasks a second over those. */
    double run(int tasks) {
        AtomicInteger submitted = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        AtomicLong start = new AtomicLong();
        int total = window + tasks;
        Promise<Long> done = Promise.promise();
        Runnable[] next = new Runnable[1];
        next[0] = () -> {
            int claimed = submitted.getAndAdd(batch);
            if (claimed >= total) {
                return;
            }
            submit().onFailure(done::tryFail)
                    .onSuccess(handles -> watch(handles, done, next[0], () -> {
                        int count = ended.incrementAndGet();
                        if (count == window) {
                            start.set(System.nanoTime());
                        } else if (count == total) {
                            done.complete(System.nanoTime() - start.get());
                        }
                    }));
        };
        for (int i = 0; i < Math.max(1, window / batch); i++) {
            next[0].run();
        }
        return tasks * 1e9 / Benchmarks.get(done.future());
    }

    private Future<List<TaskHandle>> submit() {
        if (batch == 1) {
            return fleet.submitTask(Task.of(prompt)).map(List::of);
        }
        List<Task> tasks = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            tasks.add(Task.of(prompt));
        }
        return fleet.submitTasks(tasks);
    }

    private static void watch(List<TaskHandle> handles, Promise<?> done, Runnable allEnded, Runnable oneEnded) {
        AtomicInteger left = new AtomicInteger(handles.size());
        for (TaskHandle handle : handles) {
            handle.outcome().onComplete(outcome -> {
                if (outcome.failed() || !outcome.result().isCompleted()) {
                    done.tryFail(new IllegalStateException("a task did not complete: " + outcome));
                    return;
                }
                oneEnded.run();
                if (left.decrementAndGet() == 0) {
                    allEnded.run();
                }
            });
        }
    }
}
