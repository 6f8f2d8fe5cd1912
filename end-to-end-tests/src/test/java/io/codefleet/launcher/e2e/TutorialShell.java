package io.codefleet.launcher.e2e;

import io.codefleet.agent.test.E2e;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** One shell in which the blocks of a document run one after another, as in a reader's terminal. */
final class TutorialShell implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;
    private static final String MARK = "--- end of block ---";

    /** What a shell itself says about a job that was killed. */
    private static final Pattern JOB_NOTICE = Pattern.compile("bash: line \\d+: +\\d+ (?:Killed|Terminated) .*");

    private final Process shell;
    private final Writer input;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final Set<ProcessHandle> family = new LinkedHashSet<>();

    TutorialShell(Path folder, String path) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder("bash").directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("CODEFLEET_"));
        builder.environment().put("PATH", path);
        builder.environment().put("LANG", "C.UTF-8");
        shell = builder.start();
        input = new OutputStreamWriter(shell.getOutputStream(), StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "tutorial-output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader output = shell.inputReader(StandardCharsets.UTF_8)) {
            output.lines().forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs some lines and returns what they wrote, standard error included. */
    String run(String commands) {
        try {
            input.write("{\n" + commands + "\n} </dev/null\necho; echo '" + MARK + "'\n");
            input.flush();
            StringBuilder output = new StringBuilder();
            while (true) {
                String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
                remember();
                if (line == null) {
                    throw new AssertionError("no end of:\n" + commands + "\nafter this output:\n" + output);
                }
                if (line.equals(MARK)) {
                    return output.toString();
                }
                if (!JOB_NOTICE.matcher(line).matches()) {
                    output.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void remember() {
        shell.descendants().forEach(family::add);
    }

    /** Ends the shell and all that was started in it. */
    @Override
    public void close() {
        remember();
        shell.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        E2e.eventually(() -> {
            if (family.stream().anyMatch(ProcessHandle::isAlive)) {
                throw new AssertionError("a process of the tutorial does not end");
            }
        });
    }
}
