package io.codefleet.agent.opencode.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Something that only the processes of one run of a server carry: a variable of the server's environment, which all that it
 * starts inherits. So what an agent's command has left or detached is found when it is nobody's descendant any more. Where the
 * system does not show the environment of a process, as on macOS, nothing is found. Finding blocks.
 *
 * @param value a random text
 */
public record ServerMark(String value) {
    static final String VARIABLE = "CODEFLEET_SERVER_MARK";
    private static final Path PROCESSES = Path.of("/proc");
    private static final int BYTES = 16;
    private static final Pattern VALUE = Pattern.compile("[0-9a-f]{32}");

    static ServerMark random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new ServerMark(HexFormat.of().formatHex(bytes));
    }

    /** Returns the mark with this value; empty if it is none. The environment of other processes may have other texts. */
    static Optional<ServerMark> parse(String value) {
        return VALUE.matcher(value).matches() ? Optional.of(new ServerMark(value)) : Optional.empty();
    }

    /** Returns the mark as an assignment of an environment variable. */
    String assignment() {
        return VARIABLE + "=" + value;
    }

    /** Returns all processes that carry this mark. */
    public List<ProcessHandle> processes() {
        List<ProcessHandle> marked = new ArrayList<>();
        if (Files.isDirectory(PROCESSES)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
                for (Path process : all) {
                    if (isIn(process)) {
                        find(process).ifPresent(marked::add);
                    }
                }
            } catch (IOException e) {
                return marked;
            }
        }
        return marked;
    }

    private boolean isIn(Path process) {
        try {
            String environment = Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environment.contains(assignment());
        } catch (IOException e) {
            // it has ended meanwhile, or is somebody else's
            return false;
        }
    }

    private static Optional<ProcessHandle> find(Path process) {
        return ProcessHandle.of(Long.parseLong(process.getFileName().toString()));
    }
}
