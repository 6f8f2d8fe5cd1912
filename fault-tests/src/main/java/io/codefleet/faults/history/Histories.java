package io.codefleet.faults.history;

import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Reads the histories of a folder. */
public final class Histories {
    static final String SUFFIX = ".jsonl";

    private Histories() {}

    /** Returns the entries of all processes, in the order of time. */
    public static List<HistoryEntry> readAll(Path folder) {
        return readThose(folder, "");
    }

    /** Returns the entries of all lives of one process, in the order of time. */
    public static List<HistoryEntry> read(Path folder, String process) {
        return readThose(folder, process + ".");
    }

    private static List<HistoryEntry> readThose(Path folder, String prefix) {
        List<HistoryEntry> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.toString().endsWith(SUFFIX))
                    .forEach(file -> all.addAll(read(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the histories in " + folder, e);
        }
        all.sort(Comparator.comparingLong(HistoryEntry::at));
        return all;
    }

    /** Returns the entries of one file. Omits a last line that a kill has cut. */
    private static List<HistoryEntry> read(Path file) {
        List<HistoryEntry> entries = new ArrayList<>();
        String[] lines = text(file).split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            try {
                if (!lines[i].isEmpty()) {
                    entries.add(HistoryEntry.ofLine(lines[i]));
                }
            } catch (DecodeException e) {
                if (i < lines.length - 1) {
                    throw new IllegalStateException(file + " is damaged in line " + (i + 1), e);
                }
            }
        }
        return entries;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
