package io.codefleet.agent.workspace.local;

import java.io.IOException;

/** Snapshot of a folder before an attempt. Blocks. */
public interface WorkspaceSnapshot {
    /** Returns the changes since the snapshot. */
    WorkspaceChanges changes() throws IOException;
}
