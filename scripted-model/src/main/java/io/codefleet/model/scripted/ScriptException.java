package io.codefleet.model.scripted;

import org.jspecify.annotations.Nullable;

/** A script cannot be used. The message is one sentence: where, what is wrong, and the remedy. */
public final class ScriptException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ScriptException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
