package io.codefleet.faults.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes what one process does, a line at a time, each given to the operating system at once: a {@code kill -9} loses at most the
 * line that was being written. Any thread may write.
 */
public final class History implements AutoCloseable {
    private static final int LONGEST_TEXT = 100;

    private final String process;
    private final FileChannel file;

    private History(String process, FileChannel file) {
        this.process = process;
        this.file = file;
    }

    /** Begins the history of a process, in a file of its own. */
    public static History of(String process, Path folder) {
        try {
            Path path = folder.resolve(process + Histories.SUFFIX);
            return new History(process, FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the history of " + process, e);
        }
    }

    /** Returns the name of the process. */
    public String process() {
        return process;
    }

    /** Returns a result's text as histories hold it: a long one is cut. */
    public static String brief(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    /** Writes a line about no task. */
    public void write(EventType type, String detail) {
        write(type, "", 0, 0, detail);
    }

    /** Writes a line about a task. */
    public void write(EventType type, String task, String detail) {
        write(type, task, 0, 0, detail);
    }

    /** Writes a line. */
    public synchronized void write(EventType type, String task, int attempt, long token, String detail) {
        HistoryEntry entry = new HistoryEntry(System.nanoTime(), process, type, task, attempt, token, detail);
        ByteBuffer line = StandardCharsets.UTF_8.encode(entry.toLine() + "\n");
        try {
            while (line.hasRemaining()) {
                file.write(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the history of " + process, e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot close the history of " + process, e);
        }
    }
}
