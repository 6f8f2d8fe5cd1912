package io.codefleet.mcp;

import io.codefleet.Task;
import io.codefleet.error.InvalidInputException;
import io.codefleet.json.ConsensusTask;
import io.codefleet.workflow.Workflows;
import java.util.Map;

/**
 * The types of the tasks that the engine makes and takes itself. Such a task holds a definition of further tasks, which nothing
 * bounds but the tool that makes it, or it stands for an approval, a pause or a time limit. So no caller names these types.
 */
final class EngineTypes {
    /** What to do in place of a task of each type. */
    private static final Map<String, String> REMEDIES = Map.of(
            Workflows.TASK_TYPE, "call the tool run_workflow, or use a step with 'workflow'",
            ConsensusTask.TYPE, "call the tool consensus",
            Workflows.APPROVAL_TYPE, "use a step with 'approval' in the tool run_workflow",
            Workflows.PAUSE_TYPE, "leave the type out; an operator pauses a run",
            Workflows.TIME_LIMIT_TYPE, "use 'time_limit' of a workflow in the tool run_workflow");

    private EngineTypes() {}

    /**
     * Refuses a task of one of these types.
     *
     * @param field the name of the type in the arguments
     * @throws InvalidInputException if it is one
     */
    static void check(String field, Task task) {
        String remedy = REMEDIES.get(task.type());
        if (remedy != null) {
            throw new InvalidInputException(
                    field, "is '" + task.type() + "', which only the engine gives to its own tasks; " + remedy);
        }
    }
}
