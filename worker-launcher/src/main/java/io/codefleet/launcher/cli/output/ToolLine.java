package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;

/** One tool call of an agent as a line. */
final class ToolLine {
    private static final int WIDTH = 100;

    private ToolLine() {}

    static boolean isTool(Progress progress) {
        return progress.kind().equals("tool");
    }

    /** Returns whether this is the end of a tool call, successful or not. */
    static boolean isFinished(Progress progress) {
        Object status = progress.data().get("status");
        return isTool(progress) && ("completed".equals(status) || "error".equals(status));
    }

    /** Returns whether the agent waits for a person to allow an action. */
    static boolean isAsked(Progress progress) {
        return progress.kind().equals("approval");
    }

    static String of(Progress progress, Style style) {
        boolean failed = "error".equals(progress.data().get("status"));
        return (failed ? style.red("  ✗ ") : style.green("  ✓ ")) + Text.brief(progress.text(), WIDTH);
    }
}
