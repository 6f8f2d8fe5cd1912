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

    /** For headings. */
    public String bold(String text) {
        return wrap("1", text);
    }

    /** For what matters less. */
    public String dim(String text) {
        return wrap("2", text);
    }

    /** For what failed. */
    public String red(String text) {
        return wrap("31", text);
    }

    /** For what went well. */
    public String green(String text) {
        return wrap("32", text);
    }

    /** For what needs somebody's eye. */
    public String yellow(String text) {
        return wrap("33", text);
    }

    /** For what is going on. */
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
