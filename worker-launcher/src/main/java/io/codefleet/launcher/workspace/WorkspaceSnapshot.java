package io.codefleet.launcher.workspace;

import java.io.IOException;

/** What a folder held before an attempt. Blocks. */
interface WorkspaceSnapshot {
    /** What is not as it was. */
    WorkspaceChanges changes() throws IOException;
}
