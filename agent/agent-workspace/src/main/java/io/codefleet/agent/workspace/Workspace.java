package io.codefleet.agent.workspace;

import io.codefleet.Artifact;
import io.codefleet.ArtifactSelection;
import io.codefleet.agent.workspace.local.WorkspaceChanges;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder that one attempt works in. Its futures complete on any thread. */
public interface Workspace {
    /** Where it is. */
    Path folder();

    /** Returns what the attempt has changed in it. Call it once, when the agent is done: the call also marks that. */
    Future<WorkspaceChanges> changes();

    /** Those of its files that a task wants its result to bring along. */
    Future<List<Artifact>> artifacts(ArtifactSelection selection);

    /**
     * Brings the changes to where the task wants them.
     *
     * @return what the result should say of it; empty if the task wants nothing, or nothing has changed
     */
    Future<Map<String, Object>> deliver();

    /**
     * Gives it back. Never fails.
     *
     * @param keep whether the folder is worth a look, as the attempt failed
     */
    Future<Void> close(boolean keep);
}
