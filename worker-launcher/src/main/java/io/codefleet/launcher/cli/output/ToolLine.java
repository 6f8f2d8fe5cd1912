package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;

/** One tool call of an agent as a line. */
final class ToolLine {
    private static final int WIDTH = 100;

    private ToolLine() {}

    static boolean isTool(Progress progress) {
        return progress.kind().equals("tool");
    }

    /** Whether this is the end of a tool call, good or bad. */
    static boolean isFinished(Progress progress) {
        Object status = progress.data().get("status");
        return isTool(progress) && ("completed".equals(status) || "error".equals(status));
    }

    /** Whether the agent waits for someone to allow something. */
    static boolean isAsked(Progress progress) {
        return progress.kind().equals("approval");
    }

    static String of(Progress progress, Style style) {
        boolean failed = "error".equals(progress.data().get("status"));
        return (failed ? style.red("  ✗ ") : style.green("  ✓ ")) + Text.brief(progress.text(), WIDTH);
    }
}
