package io.codefleet.agent.workspace;

import io.codefleet.error.CodefleetException;
import java.nio.file.Path;

/** Refusal of a state folder that another worker uses: each would delete the folders of the other's running tasks. */
public final class StateFolderInUseException extends CodefleetException {
    private static final long serialVersionUID = 1L;

    StateFolderInUseException(Path stateDir) {
        super(
                "workspace.state_dir: " + stateDir
                        + " is used by another worker; give each worker its own workspace.state_dir",
                false,
                null);
    }
}
