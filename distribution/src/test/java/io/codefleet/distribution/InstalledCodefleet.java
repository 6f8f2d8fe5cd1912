package io.codefleet.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The distribution, unpacked into a folder, and its start script.
 *
 * @param script the file that is run
 * @param environment of its runs
 */
record InstalledCodefleet(Path script, Map<String, String> environment) {
    /**
     * What a run said and how it ended.
     *
     * @param exitCode of the process
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    record Run(int exitCode, String out, String err) {}

    static InstalledCodefleet unpackedInto(Path folder, Path cache) throws Exception {
        Files.createDirectories(folder);
        Process unzip = new ProcessBuilder("unzip", "-q", System.getProperty("codefleet.zip"), "-d", folder.toString())
                .inheritIO()
                .start();
        if (unzip.waitFor() != 0) {
            throw new IllegalStateException("the distribution cannot be unpacked");
        }
        try (Stream<Path> inside = Files.list(folder)) {
            Path home = inside.filter(each -> each.getFileName().toString().startsWith("codefleet-"))
                    .findFirst()
                    .orElseThrow();
            return new InstalledCodefleet(
                    home.resolve("bin/codefleet"),
                    Map.of("CODEFLEET_CACHE_DIR", cache.toString(), "JAVA_HOME", System.getProperty("java.home")));
        }
    }

    InstalledCodefleet at(Path other) {
        return new InstalledCodefleet(other, environment);
    }

    InstalledCodefleet with(String variable, String value) {
        Map<String, String> more = new TreeMap<>(environment);
        more.put(variable, value);
        return new InstalledCodefleet(script, more);
    }

    Process start(Path out, Path err, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                        .toList())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "XDG_CACHE_HOME")
                .forEach(builder.environment()::remove);
        builder.environment().keySet().removeIf(name -> name.startsWith("CODEFLEET_"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    Run run(String... arguments) throws Exception {
        Path out = Files.createTempFile("codefleet-", ".out");
        Path err = Files.createTempFile("codefleet-", ".err");
        try {
            Process process = start(out, err, arguments);
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError("it did not end");
            }
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }
}
