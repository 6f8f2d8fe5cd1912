package io.codefleet.internal.orchestration.workflow;

import io.codefleet.workflow.FanOut;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Runs a step for each item of a list, so many at once, until all have ended or too many have failed. */
final class ItemRuns {
    private final String step;
    private final FanOut fanOut;
    private final List<Object> list;
    private final BiFunction<Integer, Object, Future<StepExecutionResult>> start;
    private final IntConsumer cancel;
    private final @Nullable StepExecutionResult[] ends;
    private final Promise<StepExecutionResult> promise = Promise.promise();
    private int next;
    private int running;
    private int failed;
    private boolean filling;

    /**
     * Creates the runs of a step over a list.
     *
     * @param start runs the step for the item at this place
     * @param cancel cancels the run of the item at this place
     */
    ItemRuns(
            String step,
            FanOut fanOut,
            List<Object> list,
            BiFunction<Integer, Object, Future<StepExecutionResult>> start,
            IntConsumer cancel) {
        this.step = step;
        this.fanOut = fanOut;
        this.list = list;
        this.start = start;
        this.cancel = cancel;
        this.ends = new StepExecutionResult[list.size()];
    }

    Future<StepExecutionResult> run() {
        fill();
        return promise.future();
    }

    private boolean isGivenUp() {
        return failed > fanOut.allowedFailures();
    }

    /**
     * Starts items while there is room. It is a loop: an item that ends at once must not start the next from within itself,
     * ten thousand deep.
     */
    private void fill() {
        if (filling) {
            return;
        }
        filling = true;
        while (next < list.size() && running < fanOut.concurrency() && !isGivenUp()) {
            int index = next++;
            running++;
            begin(index).onFailure(promise::tryFail).onSuccess(end -> ended(index, end));
        }
        filling = false;
        if (running == 0) {
            promise.tryComplete(StepExecutionResult.of(step, allEnds(), fanOut.allowedFailures()));
        }
    }

    private Future<StepExecutionResult> begin(int index) {
        try {
            return start.apply(index, list.get(index));
        } catch (RuntimeException e) {
            return Future.failedFuture(WorkflowDriver.fault(e));
        }
    }

    private void ended(int index, StepExecutionResult end) {
        ends[index] = end;
        running--;
        if (!end.succeeded()) {
            failed++;
            if (failed == fanOut.allowedFailures() + 1) {
                cancelRunning();
            }
        }
        fill();
    }

    private void cancelRunning() {
        for (int i = 0; i < next; i++) {
            if (ends[i] == null) {
                cancel.accept(i);
            }
        }
    }

    private List<StepExecutionResult> allEnds() {
        return new ArrayList<>(Arrays.stream(ends)
                .map(end -> end == null ? StepExecutionResult.skipped(step, "") : end)
                .toList());
    }
}
