package io.codefleet.launcher.demo;

import io.codefleet.agent.workspace.local.Folders;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A copy of the sample project {@code greeter}, which has a bug, in a folder of its own. Its methods block. */
public final class SampleProject implements AutoCloseable {
    private static final String RESOURCES = "/sample-projects/greeter/";
    private static final List<String> FILES = List.of("Greeter.java", "README.md");

    private final Path folder;

    private SampleProject(Path folder) {
        this.folder = folder;
    }

    /**
     * Copies it out of the jar.
     *
     * @param root the folder that the copy is made in
     */
    public static SampleProject unpack(Path root) {
        try {
            Path folder = Files.createTempDirectory(root, "greeter-").toRealPath();
            for (String file : FILES) {
                Files.write(folder.resolve(file), packed(file));
            }
            return new SampleProject(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] packed(String file) throws IOException {
        try (InputStream in = SampleProject.class.getResourceAsStream(RESOURCES + file)) {
            if (in == null) {
                throw new IOException("the jar lacks " + RESOURCES + file);
            }
            return in.readAllBytes();
        }
    }

    /** Returns the folder of the project. */
    public Path folder() {
        return folder;
    }

    /** Returns the changes to the packed project as lines of a unified diff; without git, the new files. */
    public List<String> changes() {
        try {
            List<String> lines = new ArrayList<>();
            for (String file : FILES) {
                byte[] before = packed(file);
                if (!Arrays.equals(before, Files.readAllBytes(folder.resolve(file)))) {
                    lines.addAll(change(file, before));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> change(String file, byte[] before) throws IOException {
        Path old = Files.createTempFile("codefleet-", ".before");
        try {
            Files.write(old, before);
            return diff(file, old);
        } catch (IOException noGit) {
            List<String> lines = new ArrayList<>(List.of(file + " is now:"));
            lines.addAll(Files.readAllLines(folder.resolve(file)));
            return lines;
        } finally {
            Files.delete(old);
        }
    }

    private List<String> diff(String file, Path old) throws IOException {
        Process git = new ProcessBuilder(
                        "git",
                        "diff",
                        "--no-index",
                        "--no-color",
                        "--",
                        old.toString(),
                        folder.resolve(file).toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        endOf(git);
        List<String> lines = new ArrayList<>(List.of("--- a/" + file, "+++ b/" + file));
        output.lines().dropWhile(line -> !line.startsWith("@@")).forEach(lines::add);
        return lines;
    }

    private static void endOf(Process process) {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Removes the copy. */
    @Override
    public void close() {
        try {
            Folders.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
