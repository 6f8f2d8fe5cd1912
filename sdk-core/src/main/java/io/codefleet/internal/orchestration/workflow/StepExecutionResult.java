package io.codefleet.internal.orchestration.workflow;

import io.codefleet.Outcome;
import io.codefleet.TaskResult;
import io.codefleet.Usage;
import io.codefleet.internal.orchestration.JsonBlock;
import io.codefleet.workflow.StepState;
import io.codefleet.workflow.StepStatus;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Result of one task or inner workflow of a step, and of the step itself.
 *
 * @param status for those who look at the run
 * @param output what templates of later steps see
 * @param isCutShort whether it did not run to its end as the time of the run was up
 */
record StepExecutionResult(StepStatus status, Map<String, Object> output, boolean isCutShort) {
    StepExecutionResult(StepStatus status, Map<String, Object> output) {
        this(status, output, false);
    }

    StepState state() {
        return status.state();
    }

    boolean succeeded() {
        return state() == StepState.SUCCEEDED;
    }

    /** Creates the result of a step that is a task. */
    static StepExecutionResult of(String step, StepTasks.TaskEnd end) {
        Outcome outcome = end.outcome();
        StepStatus status = StepStatus.of(step, StepState.FAILED).found(end.isEarlier());
        List<String> ids = List.of(outcome.taskId());
        StepStatus unfinished = status.tasks(ids, outcome.usage(), Duration.ZERO);
        return outcome.fold(
                completed -> {
                    TaskResult result = completed.result();
                    return new StepExecutionResult(
                            status.state(StepState.SUCCEEDED).tasks(ids, outcome.usage(), result.duration()),
                            output(result));
                },
                failed -> failed(unfinished, failed.error().message()),
                cancelled -> failed(unfinished, "cancelled: " + cancelled.reason()));
    }

    /** Creates the result of a step that failed without an outcome, or with one that has the reason. */
    static StepExecutionResult failed(StepStatus status, String error) {
        return new StepExecutionResult(status.state(StepState.FAILED).note(error), output(StepState.FAILED, error));
    }

    /** Creates the result of a step that will not run. */
    static StepExecutionResult skipped(String step, String why) {
        return new StepExecutionResult(StepStatus.of(step, StepState.SKIPPED).note(why), output(StepState.SKIPPED, ""));
    }

    /** Creates the result of a step that would have run if the run had not been over. */
    static StepExecutionResult cutShort(String step) {
        StepExecutionResult skipped = skipped(step, "the run was over before");
        return new StepExecutionResult(skipped.status(), skipped.output(), true);
    }

    private static Map<String, Object> output(StepState state, String error) {
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("status", state.code().toLowerCase(Locale.ROOT));
        output.put("text", "");
        output.put("error", error);
        output.put("patch", "");
        output.put("files", List.of());
        return output;
    }

    private static Map<String, Object> output(TaskResult result) {
        Map<String, Object> output = output(StepState.SUCCEEDED, "");
        output.put("text", result.text());
        output.put("patch", result.patch().orElse(""));
        output.put("files", result.files());
        JsonBlock.of(result).ifPresent(data -> output.put("data", data));
        return output;
    }

    /** Creates the result of a step that is an inner workflow. */
    static StepExecutionResult of(String step, WorkflowDriver.RunEnd end) {
        Duration took = end.steps().stream().map(StepStatus::duration).reduce(Duration.ZERO, Duration::plus);
        StepStatus status = StepStatus.of(step, StepState.SUCCEEDED)
                .steps(end.steps())
                .tasks(List.of(), end.usage(), took)
                .found(end.steps().stream().allMatch(each -> each.found() || each.state() == StepState.SKIPPED));
        if (!end.failure().isEmpty()) {
            return failed(status.found(false), end.failure());
        }
        Map<String, Object> output = output(StepState.SUCCEEDED, "");
        output.put("text", end.text());
        output.put("data", end.outputs());
        return new StepExecutionResult(status, output);
    }

    /** Creates the result of a step over a list, of the results of all its items in their order. */
    static StepExecutionResult of(String step, List<StepExecutionResult> items, int allowedFailures) {
        StepStatus status = StepStatus.of(step, StepState.SUCCEEDED)
                .tasks(
                        items.stream()
                                .flatMap(item -> item.status().taskIds().stream())
                                .toList(),
                        items.stream().map(item -> item.status().usage()).reduce(Usage.NONE, Usage::plus),
                        items.stream().map(item -> item.status().duration()).reduce(Duration.ZERO, Duration::plus))
                .found(items.stream().allMatch(item -> item.status().found()));
        List<StepExecutionResult> failed =
                items.stream().filter(item -> !item.succeeded()).toList();
        Optional<String> first = failed.stream()
                .map(item -> item.status().note())
                .filter(note -> !note.isEmpty())
                .findFirst();
        boolean tooMany = failed.size() > allowedFailures;
        String note = failed.isEmpty()
                ? ""
                : failed.size() + " of " + items.size() + " items failed; the first: " + first.orElse("");
        Map<String, Object> output = output(tooMany ? StepState.FAILED : StepState.SUCCEEDED, tooMany ? note : "");
        List<Map<String, Object>> outputs =
                items.stream().map(StepExecutionResult::output).toList();
        output.put("items", outputs);
        output.put(
                "data",
                outputs.stream()
                        .map(item -> item.getOrDefault("data", Map.of()))
                        .toList());
        output.put(
                "text",
                String.join(
                        "\n\n",
                        outputs.stream()
                                .map(item -> String.valueOf(item.get("text")))
                                .toList()));
        return new StepExecutionResult(
                status.state(tooMany ? StepState.FAILED : StepState.SUCCEEDED).note(note), output);
    }
}
