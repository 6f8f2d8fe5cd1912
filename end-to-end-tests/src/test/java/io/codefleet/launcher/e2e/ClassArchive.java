package io.codefleet.launcher.e2e;

import io.codefleet.redis.test.RedisTestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An archive of the classes of the launcher's jar. With it, a command takes half of the processor time. */
final class ClassArchive {
    /** What Java says of an archive that it cannot use would be in the output. */
    private static final List<String> QUIET = List.of("-Xlog:disable", "-Xlog:all=error:stderr");

    private static @Nullable List<String> options;

    private ClassArchive() {}

    /**
     * Returns the options with which Java uses the archive, which the first of the processes of the tests makes of a run.
     *
     * @param jar the jar of the launcher
     * @return the options; none where Java makes no archive
     */
    static synchronized List<String> options(Path jar) {
        if (options == null) {
            options = withArchive(jar);
        }
        return options;
    }

    private static List<String> withArchive(Path jar) {
        try {
            // an archive is good for one jar and one Java
            Path archive = Path.of(System.getProperty("build.folder"))
                    .toAbsolutePath()
                    .resolve("classes-" + Files.getLastModifiedTime(jar).toMillis() + "-" + Runtime.version() + ".jsa");
            Path lock = archive.resolveSibling("classes.lock");
            try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = channel.lock()) {
                if (!Files.exists(archive)) {
                    make(jar, archive);
                }
            }
            if (Files.size(archive) == 0) {
                return List.of();
            }
            List<String> options = new ArrayList<>(QUIET);
            options.add("-XX:SharedArchiveFile=" + archive);
            return options;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void make(Path jar, Path archive) throws IOException, InterruptedException {
        Path made = Files.createTempFile(archive.getParent(), "classes-", ".new");
        Files.delete(made);
        try (RedisTestServer redis = RedisTestServer.start()) {
            List<String> command = new ArrayList<>(LauncherProcess.JAVA);
            command.addAll(QUIET);
            command.addAll(List.of("-XX:ArchiveClassesAtExit=" + made, "-jar", jar.toString(), "tasks"));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("CODEFLEET_BROKER", redis.uri());
            Process process = builder.start();
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly().waitFor();
                Files.deleteIfExists(made);
            }
        }
        if (!Files.exists(made)) {
            Files.createFile(made);
        }
        Files.move(made, archive, StandardCopyOption.ATOMIC_MOVE);
    }
}
