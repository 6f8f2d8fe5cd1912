package io.codefleet.agent.opencode.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures how much memory a server takes: its own, and that of the tools that it runs for itself. A command of an agent has a
 * process group of its own and does not count, as it is not the server's fault and ends by itself. Blocks.
 */
final class ProcessMemory {
    private static final Path PROCESSES = Path.of("/proc");
    private static final int UNIT_BYTES = 1024;

    /** Resident memory, in units, with its process group. */
    private record Use(long group, long units) {}

    private ProcessMemory() {}

    /** Returns the resident bytes; 0 if the system does not report them. */
    static long bytes(ProcessHandle server) {
        List<Long> family = Stream.concat(Stream.of(server), server.descendants())
                .map(ProcessHandle::pid)
                .toList();
        Map<Long, Use> uses = Files.isDirectory(PROCESSES) ? ofLinux(family) : ofOthers(family);
        Use own = uses.get(server.pid());
        return own == null
                ? 0
                : uses.values().stream()
                                .filter(use -> use.group() == own.group())
                                .mapToLong(Use::units)
                                .sum()
                        * UNIT_BYTES;
    }

    private static Map<Long, Use> ofLinux(List<Long> family) {
        Map<Long, Use> uses = new HashMap<>();
        for (long pid : family) {
            try {
                List<String> status =
                        Files.readAllLines(PROCESSES.resolve(pid + "/status"), StandardCharsets.ISO_8859_1);
                uses.put(pid, new Use(number(status, "NSpgid:"), number(status, "VmRSS:")));
            } catch (IOException e) {
                // it has ended meanwhile
            }
        }
        return uses;
    }

    private static long number(List<String> status, String key) {
        Optional<String> line =
                status.stream().filter(each -> each.startsWith(key)).findFirst();
        return line.map(text -> text.substring(key.length()).strip().split("\\s+", 2)[0])
                .map(Long::parseLong)
                .orElse(0L);
    }

    private static Map<Long, Use> ofOthers(List<Long> family) {
        String pids = family.stream().map(String::valueOf).collect(Collectors.joining(","));
        try {
            Process ps = new ProcessBuilder("ps", "-o", "pid=,pgid=,rss=", "-p", pids)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (Stream<String> lines = ps.inputReader().lines()) {
                return lines.map(line -> Arrays.stream(line.strip().split("\\s+", 3))
                                .map(Long::parseLong)
                                .toList())
                        .collect(Collectors.toMap(line -> line.get(0), line -> new Use(line.get(1), line.get(2))));
            }
        } catch (IOException e) {
            return Map.of();
        }
    }
}
