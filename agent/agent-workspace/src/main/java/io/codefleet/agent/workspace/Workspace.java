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
    /** Returns the path of the workspace. */
    Path folder();

    /** Returns what the attempt has changed in it. Call it once, when the agent is done: the call also marks that. */
    Future<WorkspaceChanges> changes();

    /** Returns the files that the result of a task includes as artifacts. */
    Future<List<Artifact>> artifacts(ArtifactSelection selection);

    /**
     * Delivers the changes to the destination that the task names.
     *
     * @return what the result should say of it; empty if the task wants nothing, or nothing has changed
     */
    Future<Map<String, Object>> deliver();

    /**
     * Releases the workspace. Never fails.
     *
     * @param keep whether the folder is worth a look, as the attempt failed
     */
    Future<Void> close(boolean keep);
}
