package io.codefleet;

import io.codefleet.error.InvalidInputException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Lines of a worker's log, for those who watch. Nothing keeps them.
 *
 * @param workerId the worker
 * @param lines each a JSON object, in the form in which the worker logs; at most {@value #MAX_BYTES} bytes together
 * @param dropped how many lines were left out before these, as there were too many
 */
public record LogLines(String workerId, List<String> lines, long dropped) {
    /** How large the lines may be together, in bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    /** @throws InvalidInputException if the worker's id is malformed, or the lines are too large */
    public LogLines {
        Check.id("log.worker", workerId);
        lines = List.copyOf(lines);
        int bytes = lines.stream()
                .mapToInt(line -> line.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        if (bytes > MAX_BYTES) {
            throw new InvalidInputException(
                    "log.lines", "have " + bytes + " bytes, at most " + MAX_BYTES + " are allowed");
        }
    }
}
