package io.codefleet.faults.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A term of a leader, as its process logged it.
 *
 * @param process the process that led, with the number of its life
 * @param namespace what it led
 * @param number the number of the term
 */
public record LeaderTerm(String process, String namespace, long number) {
    private static final String SUFFIX = ".log";
    private static final String BEGIN = "log of process ";
    private static final Pattern LED =
            Pattern.compile("this process leads namespace (\\S+) of \\S+ from term (\\d+) on");

    /** Writes into the log of a slot that its next life begins. */
    static void mark(Path log, String process) {
        try {
            Files.writeString(log, BEGIN + process + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + log, e);
        }
    }

    /** Returns the terms of a namespace by the logs of a folder, in their order. */
    public static List<LeaderTerm> readAll(Path folder, String namespace) {
        List<LeaderTerm> terms = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(log -> log.toString().endsWith(SUFFIX)).toList()) {
                terms.addAll(read(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the logs in " + folder, e);
        }
        return terms.stream()
                .filter(term -> term.namespace().equals(namespace))
                .sorted(Comparator.comparingLong(LeaderTerm::number))
                .toList();
    }

    private static List<LeaderTerm> read(Path file) throws IOException {
        List<LeaderTerm> terms = new ArrayList<>();
        String process = file.getFileName().toString().replace(SUFFIX, "");
        // Not strictly decoded: the process may be in the middle of a character.
        String log = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        for (String line : log.split("\n", -1)) {
            Matcher led = LED.matcher(line);
            if (line.startsWith(BEGIN)) {
                process = line.substring(BEGIN.length());
            } else if (led.find()) {
                terms.add(new LeaderTerm(process, led.group(1), Long.parseLong(led.group(2))));
            }
        }
        return terms;
    }
}
