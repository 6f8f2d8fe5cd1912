package io.codefleet.launcher.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code scripts/install-test-tools} on machines that have nothing but a shell, with package managers that only note what they do. */
class InstallTestToolsTest {
    private static final List<String> SHELL = List.of("bash", "env", "cut", "cat", "id", "true", "touch", "chmod");
    /** As a package manager: {@code install} puts what it has into the folder of programs. */
    private static final String MANAGER = """
            #!/usr/bin/env bash
            echo "$(basename "$0") $*" >>"$LOG"
            for word in "$@"; do
              [ "$word" != "$LACKS" ] || exit 100
            done
            for word in "$@"; do
              case "$word" in
                redis | redis-server) program=redis-server ;;
                ripgrep) program=rg ;;
                bubblewrap) program=bwrap ;;
                systemd) program=systemd-notify ;;
                libfaketime) program=faketime ;;
                node) program=npm ;;
                python) program=python3 ;;
                prometheus | golang-github-prometheus) program=promtool ;;
                -* | update | install | add) continue ;;
                *) program=$word ;;
              esac
              touch "$BIN/$program"
              chmod +x "$BIN/$program"
            done
            """;

    private record Ran(int exitCode, String output, String installed) {}

    @TempDir
    private Path folder;

    private Path bin = Path.of("");

    @BeforeEach
    void machineWithAShell() throws IOException {
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String program : SHELL) {
            write(program, "#!/bin/sh\nexec " + find(program) + " \"$@\"\n");
        }
        write("sudo", "#!/usr/bin/env bash\nshift\nexec \"$@\"\n");
        write("basename", "#!/usr/bin/env bash\necho \"${1##*/}\"\n");
    }

    private static Path find(String program) {
        return Arrays.stream(System.getenv("PATH").split(":", -1))
                .map(each -> Path.of(each, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private void write(String program, String text) throws IOException {
        assertThat(Files.writeString(bin.resolve(program), text).toFile().setExecutable(true))
                .isTrue();
    }

    private Ran run(Map<String, String> variables, String... arguments) throws Exception {
        Path log = folder.resolve("log");
        Path output = folder.resolve("said");
        ProcessBuilder builder = new ProcessBuilder(
                        bin.resolve("bash").toString(),
                        Path.of("../scripts/install-test-tools")
                                .toAbsolutePath()
                                .normalize()
                                .toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", bin.toString(), "BIN", bin.toString(), "LOG", log.toString(), "LACKS", ""));
        builder.environment().putAll(variables);
        int exitCode = builder.start().waitFor();
        return new Ran(
                exitCode,
                Files.readString(output, StandardCharsets.UTF_8),
                Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "");
    }

    @ParameterizedTest
    @CsvSource({
        "apt-get, 'git redis-server npm ripgrep git-lfs faketime bubblewrap systemd python3 chromium curl prometheus'",
        "dnf, 'git redis npm ripgrep git-lfs libfaketime bubblewrap systemd python3 chromium curl golang-github-prometheus'",
        "apk, 'git redis npm ripgrep git-lfs libfaketime bubblewrap python3 chromium curl prometheus'",
        "brew, 'git redis node ripgrep git-lfs libfaketime python google-chrome curl prometheus'"
    })
    void whatIsMissingIsInstalledByTheManagerThatIsThere(String manager, String packages) throws Exception {
        write(manager, MANAGER);
        Ran first = run(Map.of("CI", "true"));
        assertThat(first.installed().split("\\s+")).contains(packages.split(" "));
        assertThat(first.exitCode()).isZero();
        Ran second = run(Map.of("CI", "true"));
        assertThat(second.installed()).isEqualTo(first.installed());
    }

    @Test
    void aPackageThatADistributionLacksKeepsNoOtherFromBeingInstalled() throws Exception {
        write("apt-get", MANAGER);
        Ran ran = run(Map.of("LACKS", "faketime"));
        assertThat(ran.exitCode()).isZero();
        assertThat(ran.output())
                .contains("could not install faketime", "faketime is missing: ", "sudo apt-get install faketime");
        assertThat(bin.resolve("bwrap")).exists();
    }

    @Test
    void whereCiIsSetNothingMayBeMissing() throws Exception {
        write("apt-get", MANAGER);
        assertThat(run(Map.of("LACKS", "faketime", "CI", "true")).exitCode()).isEqualTo(1);
    }

    @Test
    void withoutRedisItFailsAndSaysHowToGetIt() throws Exception {
        write("dnf", MANAGER);
        Ran ran = run(Map.of("LACKS", "redis"));
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.output()).contains("redis-server is missing, and is needed: sudo dnf install redis");
    }

    @Test
    void withoutAPackageManagerItSaysWhatToInstall() throws Exception {
        Ran ran = run(Map.of());
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(ran.output()).contains("install redis-server with the package manager of this system");
    }

    @Test
    void aDryRunInstallsNothing() throws Exception {
        write("apt-get", MANAGER);
        Ran ran = run(Map.of(), "--dry-run");
        assertThat(ran.installed()).isEmpty();
        assertThat(ran.output()).contains("redis-server is missing");
    }

    @Test
    void aSudoThatAsksForAPasswordIsNotWaitedFor() throws Exception {
        write("apt-get", MANAGER);
        write("sudo", "#!/usr/bin/env bash\nexit 1\n");
        write("id", "#!/usr/bin/env bash\necho 1000\n");
        Ran ran = run(Map.of());
        assertThat(ran.installed()).isEmpty();
        assertThat(ran.output()).contains("installing needs root", "sudo apt-get install redis-server");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void valkeyServesAsRedis() throws Exception {
        for (String program : List.of("git", "valkey-server", "chromium", "curl")) {
            write(program, "#!/usr/bin/env bash\n");
        }
        assertThat(run(Map.of()).exitCode()).isZero();
    }

    @Test
    void anUnknownOptionIsRefused() throws Exception {
        assertThat(run(Map.of(), "--all").exitCode()).isEqualTo(2);
    }
}
