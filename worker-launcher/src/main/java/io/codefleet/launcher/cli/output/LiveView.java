package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progress for a person: the words of the model as they come, finished tool calls, and under them one line that says what is
 * going on and for how long. All writing happens on one thread of its own, so that a terminal that is slow or stopped holds
 * up nobody else.
 */
final class LiveView implements ProgressView {
    private static final String CLEAR_LINE = "\r\u001b[2K";
    private static final String[] FRAMES = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    private static final int TICK_MILLIS = 120;
    private static final int STATUS_WIDTH = 76;

    private final Terminal terminal;
    private final Style style;
    private final long startedNanos = System.nanoTime();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(LiveView::writerThread);
    /** The model's words since the last tool call, for {@link #showed}. */
    private final StringBuilder words = new StringBuilder();
    /** The words of the line that is not complete yet. */
    private final StringBuilder line = new StringBuilder();

    private String state = "waiting";
    private String doing = "";
    private int frame;

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the writer is shut down
    LiveView(Terminal terminal) {
        this.terminal = terminal;
        this.style = terminal.errStyle();
        writer.scheduleAtFixedRate(this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    static Thread writerThread(Runnable task) {
        Thread thread = new Thread(task, "codefleet-progress");
        thread.setDaemon(true);
        return thread;
    }

    private void tick() {
        frame = (frame + 1) % FRAMES.length;
        String waited = DurationText.format(
                Duration.ofSeconds(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startedNanos)));
        String status = state + " · " + waited + (doing.isEmpty() ? "" : " · " + doing);
        terminal.err().print(CLEAR_LINE + style.cyan(FRAMES[frame]) + " " + Text.brief(status, STATUS_WIDTH));
        terminal.err().flush();
    }

    private void print(String text) {
        terminal.err().println(CLEAR_LINE + text);
    }

    @Override
    public void state(String now) {
        writer.execute(() -> state = now);
    }

    @Override
    public void progress(Progress progress) {
        writer.execute(() -> {
            if (progress.kind().equals("text")) {
                words(Text.safe(progress.text()));
            } else if (ToolLine.isFinished(progress)) {
                endOfWords();
                doing = "";
                print(ToolLine.of(progress, style));
            } else if (ToolLine.isAsked(progress)) {
                endOfWords();
                print(style.yellow(Text.line(progress.text())));
            } else {
                doing = progress.text();
            }
        });
    }

    private void words(String text) {
        words.append(text);
        line.append(text);
        doing = "";
        int end = line.lastIndexOf("\n");
        if (end >= 0) {
            line.substring(0, end).lines().forEach(this::print);
            line.delete(0, end + 1);
        }
    }

    private void endOfWords() {
        if (line.length() > 0) {
            print(line.toString());
        }
        line.setLength(0);
        words.setLength(0);
    }

    @Override
    public void note(String note) {
        writer.execute(() -> print(style.yellow(Text.line(note))));
    }

    @Override
    public boolean showed(String text) {
        return writer.isShutdown()
                && words.toString().strip().equals(Text.safe(text).strip());
    }

    @Override
    public void close() {
        if (!writer.isShutdown()) {
            writer.execute(() -> {
                if (line.length() > 0) {
                    print(line.toString());
                }
                terminal.err().print(CLEAR_LINE);
                terminal.err().flush();
            });
        }
        finish(writer);
    }

    /** Waits until the writer has written its output, within a limit; the caller is the command's main thread. */
    static void finish(ScheduledExecutorService writer) {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(2, TimeUnit.SECONDS)) {
                writer.shutdownNow();
            }
        } catch (InterruptedException e) {
            writer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
