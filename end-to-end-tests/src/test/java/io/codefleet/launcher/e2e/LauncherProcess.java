package io.codefleet.launcher.e2e;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A Java process that a test started: the launcher's jar, or a main class of the tests. Whatever it started is found by its
 * process tree and ended with it.
 */
final class LauncherProcess implements AutoCloseable {
    /** The Java of this test; for a short run, the second compiler costs more than it gives. */
    static final List<String> JAVA = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC");

    private static final Path NO_INPUT = Path.of("/dev/null");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Process process;
    private final Path out;
    private final Path err;
    /** All descendants that were ever seen; the system does not list one whose parent was killed. */
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    private LauncherProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** The jar with these arguments. */
    static LauncherProcess jar(Path folder, Map<String, String> environment, String... arguments) {
        return jar(folder, environment, NO_INPUT, arguments);
    }

    /** The jar with these arguments, which reads a file as its input. */
    static LauncherProcess jar(Path folder, Map<String, String> environment, Path input, String... arguments) {
        return start(folder, environment, input, List.of(), jarCommand(arguments));
    }

    /** The jar with these arguments, in a network namespace. */
    static LauncherProcess jarInNetwork(
            Path folder, String network, Map<String, String> environment, String... arguments) {
        List<String> around = List.of("ip", "netns", "exec", network);
        return start(folder, environment, NO_INPUT, around, jarCommand(arguments));
    }

    private static List<String> jarCommand(String... arguments) {
        List<String> command = new ArrayList<>(List.of("-jar", jarFile().toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** A main class of the tests with these arguments. */
    static LauncherProcess main(Path folder, Class<?> main, String... arguments) {
        return start(folder, Map.of(), NO_INPUT, List.of(), command(main, arguments));
    }

    /** The jar comes first on the class path, so that its archive of classes serves here too. */
    private static List<String> command(Class<?> main, String... arguments) {
        Path tests = Path.of(System.getProperty("build.folder"), "test-classes").toAbsolutePath();
        List<String> command = new ArrayList<>(List.of("-cp", jarFile() + File.pathSeparator + tests, main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** The Java of this test, with the archive of the classes of the jar. */
    static List<String> java() {
        List<String> java = new ArrayList<>(JAVA);
        java.addAll(ClassArchive.options(jarFile()));
        return java;
    }

    private static Path jarFile() {
        String jar = System.getProperty("codefleet.jar");
        if (jar == null || !Files.isRegularFile(Path.of(jar))) {
            throw new IllegalStateException("there is no launcher jar at codefleet.jar=" + jar
                    + "; run ./mvnw package first, or the test by ./mvnw verify");
        }
        return Path.of(jar);
    }

    private static LauncherProcess start(
            Path folder, Map<String, String> environment, Path input, List<String> around, List<String> arguments) {
        try {
            Path out = Files.createTempFile(folder, "process-", ".out");
            Path err = Files.createTempFile(folder, "process-", ".err");
            List<String> command = new ArrayList<>(around);
            command.addAll(java());
            command.add("-Xmx256m");
            command.addAll(arguments);
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(input.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("CODEFLEET_"));
            builder.environment().putAll(environment);
            return new LauncherProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended. */
    LauncherProcess ended() {
        try {
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the process did not end; it said: " + out() + err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return this;
    }

    int exitCode() {
        return ended().process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it started and what that started, as far as it runs. */
    List<ProcessHandle> offspring() {
        process.descendants().forEach(family::add);
        return family.stream().filter(ProcessHandle::isAlive).toList();
    }

    /** Asks it to stop: SIGTERM. */
    void terminate() {
        offspring();
        process.destroy();
    }

    /** Kills it and it alone: SIGKILL. */
    void kill() {
        offspring();
        process.destroyForcibly();
        ended();
    }

    /** Kills it with all that it started. */
    @Override
    public void close() {
        offspring();
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        await().atMost(LIMIT).until(() -> !process.isAlive() && offspring().isEmpty());
    }
}
