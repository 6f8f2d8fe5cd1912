package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;

/** Shows somebody who waits what a task is doing. Its methods may be called from any thread and do not block. */
public interface ProgressView extends AutoCloseable {
    /** Where the task is now, such as {@code queued}. */
    void state(String state);

    /** What the running attempt said of itself. */
    void progress(Progress progress);

    /** Something that should be seen and stay. */
    void note(String line);

    /** Whether a person has seen this text already, whole and at the end of what was shown. */
    boolean showed(String text);

    /** Shows what is left and removes the progress line. */
    @Override
    void close();

    /** The view for this terminal: a line that moves where somebody looks, few plain lines otherwise. */
    static ProgressView on(Terminal terminal) {
        return terminal.errIsTerminal() ? new LiveView(terminal) : new PlainView(terminal);
    }

    /** A view that shows nothing. */
    static ProgressView none() {
        return NoView.INSTANCE;
    }
}
