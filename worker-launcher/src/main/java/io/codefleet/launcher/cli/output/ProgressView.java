package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;

/** Shows somebody who waits what a task is doing. Its methods may be called from any thread and do not block. */
public interface ProgressView extends AutoCloseable {
    /** Shows the state of the task, such as {@code queued}. */
    void state(String state);

    /** Shows the progress that the running attempt reports. */
    void progress(Progress progress);

    /** Shows a line that remains visible. */
    void note(String line);

    /** Returns whether the view has shown this text to a person already, whole and at the end of its output. */
    boolean showed(String text);

    /** Shows what is left and removes the progress line. */
    @Override
    void close();

    /** Returns the view for this terminal: a line that is updated if it is interactive, few plain lines otherwise. */
    static ProgressView on(Terminal terminal) {
        return terminal.errIsTerminal() ? new LiveView(terminal) : new PlainView(terminal);
    }

    /** Returns a view that shows nothing. */
    static ProgressView none() {
        return NoView.INSTANCE;
    }
}
