package io.codefleet.launcher.workspace;

import java.io.IOException;

/** What a folder held before an attempt. Blocks. */
interface Baseline {
    /** What is not as it was. */
    Changes changes() throws IOException;
}
