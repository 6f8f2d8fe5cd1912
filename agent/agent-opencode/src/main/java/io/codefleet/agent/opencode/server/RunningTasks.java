package io.codefleet.agent.opencode.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Record of which tasks run in which folder, for the programs that OpenCode starts there, such as an MCP server: it has a file for
 * each task, in a folder that a variable of their environment names. OpenCode itself serves many tasks and cannot say it. All
 * methods block.
 *
 * @param records where the files are
 */
public record RunningTasks(Path records) {
    /** The variable that names the folder of the files. */
    public static final String VARIABLE = "CODEFLEET_RUNNING_TASKS";

    private static final String FOLDER = "running-tasks";
    private static final String UNFINISHED = ".tmp";
    /** Between the id of a task, which is one line, and its folder. */
    private static final String SEPARATOR = "\n";

    /** Returns the record of the server with this state folder. */
    public static RunningTasks of(Path stateDir) {
        return new RunningTasks(stateDir.resolve(FOLDER));
    }

    /** Forgets all tasks: those of an earlier process have ended with it. */
    public void clear() throws IOException {
        if (Files.isDirectory(records)) {
            try (Stream<Path> all = Files.walk(records)) {
                for (Path path :
                        all.sorted((one, other) -> other.compareTo(one)).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }

    /** Records that a task runs in a folder. */
    public void add(Path folder, String taskId) throws IOException {
        Files.createDirectories(records);
        Path written = Files.createTempFile(records, "new", UNFINISHED);
        Files.writeString(written, taskId + SEPARATOR + real(folder));
        Files.move(written, file(taskId), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Records that a task does not run any more, whatever has become of its folder. */
    public void remove(String taskId) throws IOException {
        Files.deleteIfExists(file(taskId));
    }

    /** Returns the tasks that run in a folder. */
    public List<String> in(Path folder) throws IOException {
        if (!Files.isDirectory(records)) {
            return List.of();
        }
        String wanted = real(folder);
        try (Stream<Path> files = Files.list(records)) {
            return files.filter(file -> !file.toString().endsWith(UNFINISHED))
                    .map(RunningTasks::read)
                    .map(record -> record.split(SEPARATOR, 2))
                    .filter(record -> record.length == 2 && record[1].equals(wanted))
                    .map(record -> record[0])
                    .sorted()
                    .toList();
        }
    }

    /** Returns the record in a file; empty if it was removed in the meantime. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String taskId) {
        return records.resolve(name(taskId));
    }

    /** Returns the path without links, as the working folder of a process is. */
    private static String real(Path folder) throws IOException {
        return folder.toRealPath().toString();
    }

    /** Returns a name for a file that any text can have. */
    private static String name(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
