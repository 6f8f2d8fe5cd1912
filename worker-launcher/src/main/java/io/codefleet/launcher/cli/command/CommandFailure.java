package io.codefleet.launcher.cli.command;

import org.jspecify.annotations.Nullable;

/** A command cannot do its job. The message is one sentence that names the remedy. */
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        this(message, null);
    }

    CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
