package io.codefleet.agent.workspace;

import io.codefleet.agent.workspace.git.GitException;
import java.io.IOException;
import java.util.Objects;

/** A checkout could not be made of a mirror. */
final class DamagedMirrorException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedMirrorException(GitException fault) {
        super(fault);
    }

    GitException fault() {
        return (GitException) Objects.requireNonNull(getCause());
    }
}
