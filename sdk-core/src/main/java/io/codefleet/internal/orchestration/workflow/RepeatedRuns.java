package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Usage;
import io.codefleet.error.CodefleetException;
import io.codefleet.workflow.Repeat;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a step again and again, until a condition on its outputs holds. The rounds have ids of their own, so that each is found. */
final class RepeatedRuns {
    private final RunParts parts;
    private final String step;
    private final Repeat repeat;
    private final Map<String, Object> values;
    private final RoundRunner round;
    private final List<StepExecutionResult> ends = new ArrayList<>();

    /** One round. */
    interface RoundRunner {
        /**
         * Runs it.
         *
         * @param suffix what its id has after the name of the step
         * @param values what its templates may refer to
         * @param nothingChangedBefore whether all rounds before it are those of an earlier run
         */
        Future<StepExecutionResult> run(String suffix, Map<String, Object> values, boolean nothingChangedBefore);
    }

    /**
     * Creates the rounds of a step.
     *
     * @param values what the templates of the step may refer to, but for its round and its own outputs
     */
    RepeatedRuns(RunParts parts, String step, Repeat repeat, Map<String, Object> values, RoundRunner round) {
        this.parts = parts;
        this.step = step;
        this.repeat = repeat;
        this.values = values;
        this.round = round;
    }

    Future<StepExecutionResult> run() {
        return next(1, values, true);
    }

    private Future<StepExecutionResult> next(int number, Map<String, Object> known, boolean unchanged) {
        Map<String, Object> here = new HashMap<>(known);
        here.put("round", number);
        return round.run(number == 1 ? "" : "+" + number, here, unchanged).compose(end -> {
            ends.add(end);
            return end.succeeded() ? judged(number, end, unchanged) : Future.succeededFuture(withTotals(end));
        });
    }

    private Future<StepExecutionResult> judged(int number, StepExecutionResult end, boolean unchanged) {
        Map<String, Object> known = withOutput(end);
        try {
            if (Guards.hold(repeat.until(), known)) {
                return Future.succeededFuture(withTotals(end));
            }
        } catch (CodefleetException e) {
            return Future.succeededFuture(failed(end, "repeat: " + e.getMessage()));
        }
        if (number == repeat.maxRounds()) {
            return Future.succeededFuture(
                    failed(end, "repeat: its condition does not hold after " + number + " rounds"));
        }
        return parts.gate()
                .pass()
                .compose(open ->
                        next(number + 1, known, unchanged && end.status().found()));
    }

    private Map<String, Object> withOutput(StepExecutionResult end) {
        Map<String, Object> steps = new HashMap<>();
        if (values.get("steps") instanceof Map<?, ?> before) {
            before.forEach((name, output) -> steps.put(String.valueOf(name), output));
        }
        steps.put(step, end.output());
        Map<String, Object> known = new HashMap<>(values);
        known.put("steps", steps);
        return known;
    }

    private StepExecutionResult failed(StepExecutionResult last, String why) {
        return StepExecutionResult.failed(withTotals(last).status(), why);
    }

    /** Returns the result of the last round, with the tasks, usage and time of all rounds. */
    private StepExecutionResult withTotals(StepExecutionResult last) {
        List<String> ids = new ArrayList<>();
        Usage usage = Usage.NONE;
        Duration took = Duration.ZERO;
        for (StepExecutionResult end : ends) {
            ids.addAll(end.status().taskIds());
            usage = usage.plus(end.status().usage());
            took = took.plus(end.status().duration());
        }
        StepStatus status = last.status().tasks(ids, usage, took);
        boolean found = ends.stream().allMatch(end -> end.status().found());
        return new StepExecutionResult(
                status.found(found && last.state() == StepState.SUCCEEDED), last.output(), last.isCutShort());
    }
}
