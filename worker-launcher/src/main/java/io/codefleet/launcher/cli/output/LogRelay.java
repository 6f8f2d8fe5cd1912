package io.codefleet.launcher.cli.output;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import io.codefleet.CodefleetClient;
import io.codefleet.LogLines;
import io.codefleet.agent.worker.SecretMask;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Sends the worker's log lines to those who watch. While nobody does, it keeps the last lines and asks every few seconds
 * whether anybody has begun to. Lines below INFO are not sent, as sending logs lines of its own there. Any thread may log.
 */
public final class LogRelay extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final int KEPT_LINES = 200;
    /** In UTF-8 it has three times as many bytes at most, and fits into one batch. */
    private static final int MAX_LINE_CHARACTERS = 16 * 1024;

    private static final long WATCHED_MILLIS = 500;
    private static final long UNWATCHED_MILLIS = 5000;

    private final Vertx vertx;
    private final CodefleetClient fleet;
    private final String workerId;
    private final SecretMask mask;
    private final Encoder<ILoggingEvent> encoder;
    private final Deque<String> lines = new ArrayDeque<>();
    private long dropped;
    private volatile boolean closed;

    LogRelay(
            LoggerContext context,
            Encoder<ILoggingEvent> encoder,
            Vertx vertx,
            CodefleetClient fleet,
            String workerId,
            SecretMask mask) {
        setContext(context);
        this.encoder = encoder;
        this.vertx = vertx;
        this.fleet = fleet;
        this.workerId = workerId;
        this.mask = mask;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
            return;
        }
        String line = mask.apply(new String(encoder.encode(event), StandardCharsets.UTF_8).strip());
        synchronized (lines) {
            if (line.length() > MAX_LINE_CHARACTERS) {
                dropped++;
                return;
            }
            lines.addLast(line);
            if (lines.size() > KEPT_LINES) {
                lines.removeFirst();
                dropped++;
            }
        }
    }

    void begin() {
        start();
        later(WATCHED_MILLIS);
    }

    private void later(long millis) {
        if (!closed) {
            vertx.setTimer(millis, timer -> send());
        }
    }

    /** Sends what fits; lines that nobody watched are kept for the next who does. */
    private void send() {
        LogLines batch = take();
        fleet.sendLog(batch).onComplete(answer -> {
            boolean watched = answer.succeeded() && answer.result();
            if (!watched) {
                putBack(batch);
            }
            later(watched ? WATCHED_MILLIS : UNWATCHED_MILLIS);
        });
    }

    private LogLines take() {
        synchronized (lines) {
            List<String> taken = new ArrayList<>();
            int bytes = 0;
            while (!lines.isEmpty()) {
                bytes += lines.getFirst().getBytes(StandardCharsets.UTF_8).length;
                if (bytes > LogLines.MAX_BYTES) {
                    break;
                }
                taken.add(lines.removeFirst());
            }
            LogLines batch = new LogLines(workerId, taken, dropped);
            dropped = 0;
            return batch;
        }
    }

    private void putBack(LogLines batch) {
        synchronized (lines) {
            dropped += batch.dropped();
            for (int i = batch.lines().size() - 1; i >= 0; i--) {
                if (lines.size() < KEPT_LINES) {
                    lines.addFirst(batch.lines().get(i));
                } else {
                    dropped++;
                }
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        stop();
    }
}
