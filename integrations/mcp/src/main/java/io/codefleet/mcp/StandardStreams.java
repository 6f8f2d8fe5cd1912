package io.codefleet.mcp;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Transport of messages over two streams, a line each. One thread reads and one writes, because both block. What was asked before the
 * end of the input is still answered.
 */
final class StandardStreams {
    /** How many characters a message may have. */
    static final int MAX_MESSAGE = 16 * 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(StandardStreams.class);

    private final MessageExchange exchange;
    private final CallerTask callers;
    private final OutputStream out;
    private final OpenRequests requests = new OpenRequests();
    private final Promise<Void> ended = Promise.promise();
    /** The requests that wait for their answer, and one for the input as long as it is open. */
    private final AtomicInteger open = new AtomicInteger(1);

    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(task -> daemon(task, "codefleet-mcp-output"));

    StandardStreams(MessageExchange exchange, CallerTask callers, OutputStream out) {
        this.exchange = exchange;
        this.callers = callers;
        this.out = out;
    }

    /** Begins to read; the future completes when the input has ended and all is answered. */
    Future<Void> serve(InputStream in) {
        daemon(() -> read(in), "codefleet-mcp-input").start();
        return ended.future();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void read(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = line(lines); line != null; line = line(lines)) {
                if (!line.isBlank()) {
                    handle(line);
                }
            }
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the input ended");
        } finally {
            close();
        }
    }

    /** Returns the next line; one that is too long is cut, so that it is refused as no JSON. */
    private static @Nullable String line(BufferedReader lines) throws IOException {
        StringBuilder line = new StringBuilder();
        int next = lines.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            if (line.length() < MAX_MESSAGE) {
                line.append((char) next);
            }
            next = lines.read();
        }
        return line.toString();
    }

    private void handle(String line) {
        open.incrementAndGet();
        callers.find()
                .map(ToolCaller::of)
                .otherwise(ToolCaller::unknown)
                .compose(caller -> exchange.handle(line, caller, requests))
                .onComplete(answer -> writer.execute(() -> {
                    if (answer.succeeded()) {
                        answer.result().ifPresent(this::write);
                    }
                    close();
                }));
    }

    private void write(String answer) {
        try {
            out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            log.atDebug().setCause(e).log("the output is closed");
        }
    }

    private void close() {
        if (open.decrementAndGet() == 0) {
            writer.shutdown();
            ended.complete();
        }
    }
}
