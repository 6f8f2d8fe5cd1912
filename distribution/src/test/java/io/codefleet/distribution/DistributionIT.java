package io.codefleet.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.codefleet.distribution.InstalledCodefleet.Run;
import io.codefleet.redis.test.RedisTestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The unpacked distribution as its users run it, with a real Redis. */
class DistributionIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private static Path shared;

    private static RedisTestServer redis;
    private static InstalledCodefleet installed;

    @TempDir
    private Path folder;

    @BeforeAll
    static void unpack() throws Exception {
        redis = RedisTestServer.start();
        installed = InstalledCodefleet.unpackedInto(shared.resolve("my programs"), shared.resolve("my cache"))
                .with("CODEFLEET_BROKER", redis.uri())
                .with("CODEFLEET_NAMESPACE", "distribution-" + UUID.randomUUID());
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    private InstalledCodefleet withCache(Path cache) {
        return installed.with("CODEFLEET_CACHE_DIR", cache.toString());
    }

    private static List<String> names(Path cache) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }

    private static Path archive(Path cache, String kind) throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.filter(each -> each.getFileName().toString().endsWith(kind + ".jsa"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void assertRuns(Run run, String... words) {
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains(words);
    }

    @Test
    void itRunsFromAFolderWithSpacesAndOverASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("fleet"), installed.script());
        InstalledCodefleet own = installed.with("CODEFLEET_NAMESPACE", "own-" + UUID.randomUUID());

        assertRuns(installed.run("--help"), "Usage: codefleet", "submit", "dead-letters");
        assertRuns(installed.at(link).run("--version"), "codefleet ", "commit ", "java ", "opencode  tested with 1.");
        assertRuns(own.run("submit", "a prompt", "--no-wait", "--id", "t/1"), "t/1\n");
        assertRuns(own.at(link).run("stats"), "1 queued");
    }

    @Test
    void whatAUserLooksForIsThere() {
        Path home = installed.script().getParent().getParent();

        assertThat(List.of(
                        "LICENSE",
                        "README.md",
                        "bin/codefleet.bat",
                        "completion/codefleet",
                        "examples/worker.yml",
                        "examples/systemd/codefleet-worker.service",
                        "man/man1/codefleet-submit.1"))
                .allSatisfy(file -> assertThat(home.resolve(file)).isRegularFile());
        assertThat(installed.script()).isExecutable();
    }

    @Test
    void aShellThatReadsTheCompletionCompletesCommands() throws Exception {
        String script = "source completion/codefleet && complete -p codefleet"
                + " && COMP_WORDS=(codefleet sub) COMP_CWORD=1 && _complete_codefleet && echo \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "--norc", "-c", script)
                .directory(installed.script().getParent().getParent().toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(bash.waitFor()).as(output).isZero();
        assertThat(output.lines()).hasSize(2).first().asString().contains("-F _complete_codefleet", " codefleet");
        assertThat(output.lines()).last().isEqualTo("submit");
    }

    @Test
    void theArchiveOfClassesIsMadeOfAnEarlierRunAndADamagedOneIsIgnored() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("cache"));
        InstalledCodefleet codefleet = withCache(cache);
        Path below = old(Files.createDirectories(cache.resolve("jdk")).resolve("1-2-help.jsa"));
        Path foreign = old(cache.resolve("classes.jsa"));
        Path own = old(cache.resolve("1-2-fleet.jsa"));

        // the second has the archive made of the classes that the first took
        assertRuns(codefleet.run("--version"), "codefleet ");
        assertRuns(codefleet.run("--version"), "codefleet ");
        await().atMost(LIMIT).until(() -> names(cache).stream().anyMatch(name -> name.endsWith("help.jsa")));

        Path log = folder.resolve("classes.log");
        assertRuns(
                codefleet.with("CODEFLEET_JAVA_OPTS", "-Xlog:cds:file=" + log).run("--version"), "codefleet ");
        assertThat(Files.readString(log)).contains("Opened archive " + archive(cache, "help"));
        assertThat(own).as("an old archive of Codefleet").doesNotExist();
        assertThat(List.of(below, foreign)).allMatch(Files::exists);
        assertRunsWithDamaged(archive(cache, "help"), codefleet);
    }

    private static Path old(Path file) throws IOException {
        Files.createFile(file);
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(100))));
    }

    private static void assertRunsWithDamaged(Path archive, InstalledCodefleet codefleet) throws Exception {
        byte[] whole = Files.readAllBytes(archive);
        for (byte[] damaged : List.of(new byte[0], new byte[9_000], Arrays.copyOf(whole, whole.length / 2))) {
            Files.delete(archive);
            Files.write(archive, damaged);
            assertRuns(codefleet.run("--version"), "codefleet ");
        }
    }

    @Test
    void aCacheThatOthersMayWriteIsDoneWithout() throws Exception {
        Path cache = Files.createDirectory(folder.resolve("shared"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertRuns(withCache(cache).run("--version"), "codefleet ");
        assertThat(names(cache)).isEmpty();

        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertRuns(withCache(cache).run("--version"), "codefleet ");
        assertThat(names(cache)).isNotEmpty();
    }

    @Test
    void aFailedRunIsNoModelForLaterOnes() throws Exception {
        Path cache = folder.resolve("cache");
        InstalledCodefleet codefleet = withCache(cache);

        for (int i = 0; i < 2; i++) {
            assertThat(codefleet.run("stats", "--broker", "nonsense").exitCode())
                    .isEqualTo(2);
            assertThat(names(cache)).hasSize(1).allMatch(name -> name.endsWith(".list"));
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsDoneWithout() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertRuns(withCache(file.resolve("below")).run("--version"), "codefleet ");
        assertRuns(withCache(file).run("--version"), "codefleet ");
        assertRuns(withCache(Path.of("/proc/sys")).run("stats"), "queued");
        assertRuns(installed.with("CODEFLEET_CACHE_DIR", "").with("HOME", "").run("--version"), "codefleet ");
    }

    @Test
    void twoFirstStartsAtOnceDoTheirWork() throws Exception {
        Path cache = folder.resolve("cache");
        InstalledCodefleet codefleet = withCache(cache);
        for (int round = 0; round < 2; round++) {
            Process one = codefleet.start(folder.resolve("out1"), folder.resolve("err1"), "stats");
            Process two = codefleet.start(folder.resolve("out2"), folder.resolve("err2"), "stats");
            for (Process each : List.of(one, two)) {
                assertThat(each.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(each.exitValue()).isZero();
            }
            assertThat(folder.resolve("err1")).isEmptyFile();
            assertThat(folder.resolve("err2")).isEmptyFile();
        }
        await().atMost(LIMIT)
                .until(() -> names(cache).stream().anyMatch(name -> name.endsWith("fleet.jsa"))
                        && names(cache).stream().noneMatch(name -> name.endsWith(".taken")));
        assertRuns(codefleet.run("stats"), "queued");
    }

    @Test
    void aSignalReachesTheProgramAndItsExitCodeTheCaller() throws Exception {
        Process waits = installed.start(
                folder.resolve("out"), folder.resolve("err"), "submit", "x", "--requires", "nobody-has-this");
        await().atMost(LIMIT)
                .until(() -> Files.readString(folder.resolve("err")).contains("queued"));

        waits.destroy();

        assertThat(waits.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(waits.exitValue()).isEqualTo(143);
        assertThat(folder.resolve("err")).content().contains("continues");
        assertThat(installed
                        .run("submit", "x", "--requires", "nobody-has-this", "--timeout", "1s")
                        .exitCode())
                .isEqualTo(4);
    }

    @Test
    void aMissingOrOldJavaIsNamedWithTheRemedy() throws Exception {
        Path old = Files.createDirectories(folder.resolve("jdk 11/bin"));
        Files.writeString(old.resolveSibling("release"), "JAVA_VERSION=\"11.0.2\"\n");
        Files.createFile(old.resolve("java")).toFile().setExecutable(true);

        assertThat(installed.with("JAVA_HOME", "/no/jdk").run("--version"))
                .isEqualTo(new Run(
                        2,
                        "",
                        "codefleet: JAVA_HOME is /no/jdk, but there is no program bin/java in it; install a JDK 17 or newer "
                                + "(https://adoptium.net), or point JAVA_HOME at one\n"));
        assertThat(installed
                        .with("JAVA_HOME", old.getParent().toString())
                        .run("--version")
                        .err())
                .contains("is Java 11.0.2; install a JDK 17 or newer");
    }

    @Test
    void optionsForJavaAreTakenAlsoAnotherCollector() throws Exception {
        InstalledCodefleet codefleet = installed
                .with("JAVA_OPTS", "-Xmx200m -XX:+UseParallelGC")
                .with("CODEFLEET_JAVA_OPTS", "-XX:+PrintFlagsFinal -Dx=*");

        Run run = codefleet.run("--version");

        assertThat(run.out()).containsPattern("MaxHeapSize +=? +209715200").containsPattern("UseParallelGC +=? +true");
        assertThat(run.exitCode()).isZero();
        // Java says on standard error that it picked these up
        assertThat(installed
                        .with("JDK_JAVA_OPTIONS", "-XX:+UseG1GC")
                        .run("--version")
                        .exitCode())
                .isZero();
    }

    /** Returns the values that Java takes for its flags when it is to run a command, which it does not run. */
    private static String flags(InstalledCodefleet codefleet, String... command) throws Exception {
        String options = codefleet.environment().getOrDefault("CODEFLEET_JAVA_OPTS", "");
        Run run = codefleet
                .with("CODEFLEET_JAVA_OPTS", options + " -XX:+PrintFlagsFinal -version")
                .run(command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return run.out();
    }

    @Test
    void aControlPlaneGetsASmallHeapAndTheCollectorForItUnlessAnotherIsChosen() throws Exception {
        assertThat(flags(installed, "control"))
                .containsPattern("InitialHeapSize +=? +33554432")
                .containsPattern("UseSerialGC +=? +true");
        assertThat(flags(installed.with("JAVA_OPTS", "-Xms64m -XX:+UseG1GC"), "control"))
                .containsPattern("InitialHeapSize +=? +67108864")
                .containsPattern("UseSerialGC +=? +false")
                .containsPattern("UseG1GC +=? +true");
    }

    @Test
    void aFirstHeapThatIsChosenInAnyVariableStays() throws Exception {
        for (String variable : List.of("JAVA_OPTS", "JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS")) {
            for (String option : List.of("-Xms64m", "-XX:InitialHeapSize=64m")) {
                assertThat(flags(installed.with(variable, option), "control"))
                        .as(variable + " " + option)
                        .containsPattern("InitialHeapSize +=? +67108864")
                        .containsPattern("UseSerialGC +=? +true");
            }
        }
    }

    @Test
    void aCollectorThatAFileChoosesStays() throws Exception {
        Path options = Files.writeString(folder.resolve("options"), "-XX:+UseParallelGC\n");
        Path flags = Files.writeString(folder.resolve("flags"), "+UseParallelGC\n");

        for (String command : List.of("control", "stats")) {
            for (InstalledCodefleet codefleet : List.of(
                    installed.with("JAVA_OPTS", "@" + options),
                    installed.with("JDK_JAVA_OPTIONS", "@" + options),
                    installed.with("JAVA_TOOL_OPTIONS", "-XX:VMOptionsFile=" + options),
                    installed.with("CODEFLEET_JAVA_OPTS", "-XX:Flags=" + flags))) {
                assertThat(flags(codefleet, command)).containsPattern("UseParallelGC +=? +true");
            }
        }
    }

    @Test
    void aCommandThatServesGetsTheCompilerForLongRuns() throws Exception {
        assertThat(flags(installed, "worker")).containsPattern("TieredStopAtLevel +=? +4");
        assertThat(flags(installed, "stats")).containsPattern("TieredStopAtLevel +=? +1");
        assertThat(flags(installed, "--debug", "worker")).containsPattern("TieredStopAtLevel +=? +4");
    }
}
