package io.codefleet.workflow;

import io.codefleet.CodefleetClient;
import java.util.ServiceLoader;

/** Makes {@link Workflows}; found by {@link ServiceLoader}. Implemented by the engine ({@code codefleet-sdk-core}). */
public interface WorkflowsProvider {
    /** Returns the workflows of a fleet; see {@link Workflows#on}. */
    Workflows on(CodefleetClient fleet);

    /**
     * Returns the provider on the class path.
     *
     * @throws IllegalStateException if there is none
     */
    static WorkflowsProvider load() {
        return ServiceLoader.load(WorkflowsProvider.class, WorkflowsProvider.class.getClassLoader())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no engine on the class path; add the artifact codefleet-sdk-core"));
    }
}
