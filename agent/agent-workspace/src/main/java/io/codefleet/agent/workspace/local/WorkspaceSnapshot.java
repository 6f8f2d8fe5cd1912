package io.codefleet.agent.workspace.local;

import java.io.IOException;

/** What a folder held before an attempt. Blocks. */
public interface WorkspaceSnapshot {
    /** What is not as it was. */
    WorkspaceChanges changes() throws IOException;
}
