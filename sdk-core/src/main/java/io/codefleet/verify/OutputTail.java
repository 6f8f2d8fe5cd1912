package io.codefleet.verify;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The end of what a program writes; what comes before it is counted and forgotten. May be asked from any thread. */
final class OutputTail {
    private static final int BUFFER = 8192;
    /** What a program has started may hold its output open. */
    private static final Duration AFTER_END = Duration.ofSeconds(1);

    /** Guarded by this, as all of it is. */
    private final byte[] kept;

    private long written;
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private OutputTail(int maxBytes) {
        this.kept = new byte[maxBytes];
    }

    /** Reads in a thread of its own, to the end of the stream. */
    static OutputTail follow(InputStream stream, int maxBytes) {
        OutputTail tail = new OutputTail(maxBytes);
        Thread reader = new Thread(() -> tail.read(stream), "codefleet-verify-output");
        reader.setDaemon(true);
        reader.start();
        return tail;
    }

    private void read(InputStream stream) {
        byte[] buffer = new byte[BUFFER];
        try (stream) {
            for (int length = stream.read(buffer); length >= 0; length = stream.read(buffer)) {
                add(buffer, length);
            }
        } catch (IOException e) {
            // the stream of a process that was killed
        } finally {
            end.complete(null);
        }
    }

    private synchronized void add(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            kept[(int) (written % kept.length)] = bytes[i];
            written++;
        }
    }

    /** Completes soon after the program has ended. */
    CompletionStage<String> text() {
        return end.copy()
                .completeOnTimeout(null, AFTER_END.toMillis(), TimeUnit.MILLISECONDS)
                .thenApply(ended -> tail());
    }

    private synchronized String tail() {
        int length = (int) Math.min(written, kept.length);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = kept[(int) ((written - length + i) % kept.length)];
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        return written == length ? text : "[… " + (written - length) + " bytes before]\n" + text;
    }
}
