package io.codefleet.launcher.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What somebody who waits sees. */
class ProgressViewTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ProgressView view(boolean terminal) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return ProgressView.on(new Terminal(stream, stream, terminal, terminal, false));
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static Progress text(String text) {
        return new Progress("t", 1, Instant.EPOCH, "text", text, Map.of());
    }

    private static Progress tool(String text, String status) {
        return new Progress("t", 1, Instant.EPOCH, "tool", text, Map.of("tool", "bash", "status", status));
    }

    @Test
    void aLogGetsAFewPlainLines() {
        try (ProgressView view = view(false)) {
            view.state("queued");
            view.state("queued");
            view.state("running on w-1");
            view.progress(text("I look at the file. "));
            view.progress(tool("bash: ls", "running"));
            view.progress(tool("bash: ls", "completed"));
            view.progress(tool("bash: rm", "error"));
            view.note("attempt 1 failed; there will be another");
        }

        assertThat(shown().lines())
                .containsExactly(
                        "queued",
                        "running on w-1",
                        "  ✓ bash: ls",
                        "  ✗ bash: rm",
                        "attempt 1 failed; there will be another");
        assertThat(shown()).doesNotContain("\u001b").doesNotContain("\r");
    }

    @Test
    void aPersonSeesTheWordsAsTheyComeAndTheToolsAmongThem() {
        ProgressView view = view(true);
        view.progress(text("I look at "));
        view.progress(text("the file.\nThen I "));
        view.progress(tool("bash: ls", "completed"));
        view.progress(text("All is "));
        view.progress(text("\u001b[2Jwell.\n"));
        view.close();

        assertThat(shown()).containsSubsequence("I look at the file.", "Then I", "✓ bash: ls", "All is [2Jwell.");
        assertThat(shown()).endsWith("\r\u001b[2K");
        assertThat(view.showed("All is \u001b[2Jwell.")).isTrue();
        assertThat(view.showed("Something else.")).isFalse();
    }

    @Test
    void whatIsStillRunningIsOnTheProgressLine() {
        ProgressView view = view(true);
        view.state("running on w-1");
        view.progress(tool("bash: sleep 1000", "running"));
        await().until(() -> shown().contains("running on w-1 · 0s · bash: sleep 1000"));
        view.close();
    }
}
