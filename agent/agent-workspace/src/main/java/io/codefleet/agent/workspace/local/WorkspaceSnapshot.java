package io.codefleet.agent.workspace.local;

import java.io.IOException;

/** Snapshot of a folder before an attempt. Blocks. */
public interface WorkspaceSnapshot {
    /** What is not as it was. */
    WorkspaceChanges changes() throws IOException;
}
