package io.codefleet.internal.orchestration.workflow;

import io.codefleet.CodefleetClient;
import io.codefleet.error.InvalidInputException;
import io.codefleet.internal.orchestration.RunsAccess;
import io.codefleet.workflow.Workflows;
import io.codefleet.workflow.WorkflowsProvider;
import java.util.ServiceLoader;

/** The engine for workflows, as {@link ServiceLoader} finds it. */
public final class CoreWorkflowsProvider implements WorkflowsProvider {
    /** Creates the provider for {@link ServiceLoader}. */
    public CoreWorkflowsProvider() {}

    @Override
    public Workflows on(CodefleetClient fleet) {
        if (fleet instanceof RunsAccess owner) {
            return new FleetWorkflows(fleet, owner.runs());
        }
        throw new InvalidInputException(
                "fleet", "is a " + fleet.getClass().getName() + "; give one that Codefleet.connect returned");
    }
}
