package io.codefleet.benchmarks;

import io.codefleet.CodefleetClient;
import io.codefleet.Task;
import io.codefleet.TaskHandle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Submits at a set rate until it is stopped, and takes the longest time between two outcomes. */
final class SteadyLoad {
    private final Vertx vertx;
    private final Promise<Void> ended = Promise.promise();
    private long timer;
    private boolean stopped;
    private int open;
    private int completed;
    private int failed;
    private long lastOutcome = System.nanoTime();
    private long longestGap;

    private SteadyLoad(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Counts of what happened to the tasks of the load.
     *
     * @param completed how many tasks completed
     * @param failed how many could not be submitted, or ended otherwise
     * @param longestGapMillis the longest time between two outcomes
     */
    record Result(int completed, int failed, long longestGapMillis) {
        /** Reads what {@link #toString} has written. */
        static Result of(String text) {
            String[] parts = text.split(" ", -1);
            return new Result(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
        }

        @Override
        public String toString() {
            return completed + " " + failed + " " + longestGapMillis;
        }
    }

    static SteadyLoad start(Vertx vertx, CodefleetClient fleet, String prompt, int perSecond) {
        SteadyLoad load = new SteadyLoad(vertx);
        load.timer = vertx.setPeriodic(1000 / perSecond, v -> load.submit(fleet, prompt));
        return load;
    }

    private synchronized void submit(CodefleetClient fleet, String prompt) {
        if (stopped) {
            return;
        }
        open++;
        fleet.submitTask(Task.of(prompt))
                .compose(TaskHandle::outcome)
                .onComplete(
                        outcome -> end(outcome.succeeded() && outcome.result().isCompleted()));
    }

    private synchronized void end(boolean isCompleted) {
        open--;
        if (isCompleted) {
            long now = System.nanoTime();
            longestGap = Math.max(longestGap, now - lastOutcome);
            lastOutcome = now;
            completed++;
        } else {
            failed++;
        }
        finish();
    }

    private void finish() {
        if (stopped && open == 0) {
            ended.tryComplete();
        }
    }

    /** Submits no more, and waits for what is open. */
    Result stop() {
        synchronized (this) {
            stopped = true;
            vertx.cancelTimer(timer);
            finish();
        }
        Benchmarks.get(ended.future());
        synchronized (this) {
            return new Result(completed, failed, longestGap / 1_000_000);
        }
    }
}
