package io.codefleet.internal.orchestration.workflow;

import io.codefleet.RetryPolicy;
import io.codefleet.RunOptions;
import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.internal.orchestration.ConsensusIds;
import io.codefleet.workflow.FanOut;
import io.codefleet.workflow.Step;
import io.codefleet.workflow.StepWork.TaskWork;
import io.codefleet.workflow.StepWork.WorkflowWork;
import io.codefleet.workflow.Workflow;

/**
 * The room that the id of a run leaves for the ids that begin with it: those of its retries, of the tasks of its steps, and of what
 * these tasks ask or hold. A run whose tasks would have too long ids is refused before it costs anything.
 */
final class RunIds {
    private static final String ITEM = "#" + (FanOut.MAX_ITEMS - 1);
    private static final String UNDO = "+undo";
    /** What an agent asks to be allowed is a task, too. */
    private static final String REQUEST = "/ask-" + RetryPolicy.MAX_ATTEMPTS + ".999";

    private int limit = RunOptions.MAX_ID_LENGTH - ConsensusIds.RETRY.length();
    private String longest = "";

    private RunIds() {}

    /** Refuses an id that leaves too little room. That of a retry may have its number on top. */
    static void check(Workflow workflow, String runId) {
        RunIds ids = new RunIds();
        ids.steps(workflow, "");
        String tasks = ids.longest.isEmpty() ? "" : ", and '" + ids.longest + "' in the ids of its tasks";
        if (ids.limit < 1) {
            throw new InvalidInputException(
                    "workflow", "leaves no room for the id of a run before '" + ids.longest + "'; shorten the names");
        }
        ConsensusIds.check(
                "run.id", runId, ids.limit, "'" + ConsensusIds.RETRY + "' of a retry comes behind it" + tasks);
    }

    private void steps(Workflow workflow, String path) {
        for (Step step : workflow.steps()) {
            String name = path + step.name();
            String unit = name
                    + step.forEach()
                            .map(items -> ITEM)
                            .or(() -> step.repeat().map(rounds -> "+" + rounds.maxRounds()))
                            .orElse("");
            if (step.work() instanceof WorkflowWork inner) {
                steps(inner.workflow(), unit + "/");
            } else if (step.work() instanceof TaskWork work) {
                task(unit, work.template());
            } else {
                fits(unit, Task.MAX_ID_LENGTH);
            }
            step.compensation().ifPresent(undo -> task(name + UNDO, undo));
        }
    }

    private void task(String name, Task task) {
        if (ConsensusIds.isConsensus(task)) {
            fits(name, RunOptions.MAX_ID_LENGTH);
        }
        fits(name + REQUEST, Task.MAX_ID_LENGTH);
    }

    private void fits(String name, int max) {
        int left = max - ConsensusIds.RETRY.length() - "/".length() - name.length();
        if (left < limit) {
            limit = left;
            longest = name;
        }
    }
}
