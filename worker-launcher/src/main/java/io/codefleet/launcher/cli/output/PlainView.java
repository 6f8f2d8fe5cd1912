package io.codefleet.launcher.cli.output;

import io.codefleet.Progress;
import io.codefleet.time.DurationText;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Progress for a log: a line for each change of state and each finished tool call, and one every half minute so that silence
 * is not taken for death. The words of the model are left out; the result has them.
 */
final class PlainView implements ProgressView {
    private static final Duration STILL = Duration.ofSeconds(30);

    private final Terminal terminal;
    private final long startedNanos = System.nanoTime();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(LiveView::writerThread);
    private String state = "waiting";

    @SuppressWarnings("FutureReturnValueIgnored") // it runs until the writer is shut down
    PlainView(Terminal terminal) {
        this.terminal = terminal;
        writer.scheduleAtFixedRate(this::still, STILL.toSeconds(), STILL.toSeconds(), TimeUnit.SECONDS);
    }

    private void still() {
        Duration waited = Duration.ofNanos(System.nanoTime() - startedNanos);
        terminal.err().println("still " + Text.line(state) + " after " + DurationText.format(waited));
    }

    @Override
    public void state(String now) {
        writer.execute(() -> {
            if (!state.equals(now)) {
                state = now;
                terminal.err().println(Text.line(now));
            }
        });
    }

    @Override
    public void progress(Progress progress) {
        if (ToolLine.isFinished(progress)) {
            writer.execute(() -> terminal.err().println(ToolLine.of(progress, Style.NONE)));
        } else if (ToolLine.isAsked(progress)) {
            writer.execute(() -> terminal.err().println(Text.line(progress.text())));
        }
    }

    @Override
    public void note(String line) {
        writer.execute(() -> terminal.err().println(Text.line(line)));
    }

    @Override
    public boolean showed(String text) {
        return false;
    }

    @Override
    public void close() {
        LiveView.finish(writer);
    }
}
