package io.codefleet.launcher.cli.output;

import io.codefleet.TaskStatus;
import io.codefleet.WorkerState;
import java.util.Locale;

/** Colors of the output, or none. */
public enum Style {
    /** Text as it is. */
    NONE,
    /** Text with the escape sequences of a terminal. */
    ANSI;

    private String wrap(String code, String text) {
        return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /** Formats a heading. */
    public String bold(String text) {
        return wrap("1", text);
    }

    /** Formats less important text. */
    public String dim(String text) {
        return wrap("2", text);
    }

    /** Formats text about a failure. */
    public String red(String text) {
        return wrap("31", text);
    }

    /** Formats text about a success. */
    public String green(String text) {
        return wrap("32", text);
    }

    /** Formats text that needs attention. */
    public String yellow(String text) {
        return wrap("33", text);
    }

    /** Formats text about work in progress. */
    public String cyan(String text) {
        return wrap("36", text);
    }

    /** Returns a task's status in its color. */
    public String status(TaskStatus status) {
        String text = status.name().toLowerCase(Locale.ROOT);
        return switch (status) {
            case COMPLETED -> green(text);
            case FAILED -> red(text);
            case CANCELLED -> yellow(text);
            case RUNNING -> cyan(text);
            default -> text;
        };
    }

    /** Returns a worker's state in its color. */
    public String state(WorkerState state) {
        String text = state.name().toLowerCase(Locale.ROOT);
        return switch (state) {
            case ONLINE, BUSY -> green(text);
            case OFFLINE -> red(text);
            default -> yellow(text);
        };
    }
}
