package io.codefleet.agent.opencode.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.agent.PermissionSettings;
import io.codefleet.agent.TurnLimits;
import io.codefleet.agent.opencode.client.OpenCodeException;
import io.codefleet.agent.opencode.settings.OpenCodeSettings;
import io.codefleet.agent.opencode.settings.ServerEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandTest {
    @TempDir
    private Path folder;

    private OpenCodeSettings settings(String program, Optional<Path> configFile) {
        return new OpenCodeSettings(
                program,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                folder,
                false,
                configFile,
                PermissionSettings.DEFAULT,
                TurnLimits.DEFAULT);
    }

    private ServerCommand command(String program, Optional<Path> configFile) {
        return new ServerCommand(settings(program, configFile), Optional.of(folder.toString()));
    }

    private Map<String, String> environment(Optional<Path> configFile, Map<String, String> around) {
        Map<String, String> variables = new HashMap<>(around);
        command("opencode", configFile).environment(variables, "secret");
        return variables;
    }

    @Test
    void withoutAFileOnlyTheDatabaseIsTheWorkersOwn() {
        assertThat(environment(Optional.empty(), Map.of("HOME", "/home/ann", "OPENCODE_CONFIG", "mine.json")))
                .containsEntry("HOME", "/home/ann")
                .containsEntry("OPENCODE_CONFIG", "mine.json")
                .containsEntry("OPENCODE_DB", folder.resolve("opencode.db").toString())
                .doesNotContainKey("XDG_DATA_HOME");
    }

    @Test
    void withAFileNothingOfTheUsersOwnIsFound() {
        Path file = folder.resolve("worker.json");

        assertThat(environment(Optional.of(file), Map.of("OPENCODE_CONFIG_CONTENT", "{}", "OPENCODE_DB", "mine.db")))
                .containsEntry("OPENCODE_CONFIG", file.toString())
                .containsEntry("XDG_CONFIG_HOME", folder.resolve("config").toString())
                .containsEntry("XDG_DATA_HOME", folder.resolve("data").toString())
                .containsEntry("OPENCODE_DISABLE_MODELS_FETCH", "1")
                .doesNotContainKeys("OPENCODE_CONFIG_CONTENT", "OPENCODE_DB");
    }

    @Test
    void theAgentsShellDoesNotSeeTheBroker() {
        assertThat(environment(Optional.empty(), Map.of("OTEL_EXPORTER_OTLP_HEADERS", "key=secret", "OTELLO", "stays")))
                .doesNotContainKey("OTEL_EXPORTER_OTLP_HEADERS")
                .containsKey("OTELLO");
        assertThat(environment(Optional.empty(), Map.of("CODEFLEET_BROKER", "redis://:pw@host")))
                .doesNotContainKey("CODEFLEET_BROKER");
    }

    private Map<String, String> environment(ServerEnvironment taken, Map<String, String> around) {
        Map<String, String> variables = new HashMap<>(around);
        new ServerCommand(settings("opencode", Optional.empty()).environment(taken), Optional.empty())
                .environment(variables, "secret");
        return variables;
    }

    @Test
    void projectConfigurationIsLoadedOnlyIfTheOperatorAllowsIt() {
        String variable = "OPENCODE_DISABLE_PROJECT_CONFIG";

        assertThat(environment(ServerEnvironment.DEFAULT, Map.of())).containsEntry(variable, "1");
        assertThat(environment(ServerEnvironment.DEFAULT, Map.of(variable, "0")))
                .containsEntry(variable, "1");
        assertThat(environment(new ServerEnvironment(true, Set.of()), Map.of(variable, "1")))
                .doesNotContainKey(variable);
    }

    @Test
    void variablesThatSecretsWereReadFromAreHiddenAndOthersAreLeft() {
        assertThat(environment(
                        new ServerEnvironment(false, Set.of("FLEET_PW")),
                        Map.of("FLEET_PW", "x", "ANTHROPIC_API_KEY", "y")))
                .doesNotContainKey("FLEET_PW")
                .containsEntry("ANTHROPIC_API_KEY", "y");
    }

    @Test
    void anAgentCannotSpeakToTheServiceManager() {
        assertThat(environment(
                        ServerEnvironment.DEFAULT,
                        Map.of("NOTIFY_SOCKET", "/run/x", "WATCHDOG_USEC", "1", "WATCHDOG_PID", "2")))
                .doesNotContainKeys("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID");
    }

    @Test
    void whatIsSwitchedOffByDefaultCanBeSwitchedOn() {
        assertThat(environment(
                        Optional.of(folder.resolve("worker.json")), Map.of("OPENCODE_DISABLE_MODELS_FETCH", "0")))
                .containsEntry("OPENCODE_DISABLE_MODELS_FETCH", "0");
    }

    @Test
    void aProgramIsFoundOnThePathOrWhereItIs() throws IOException {
        Path program = Files.createFile(folder.resolve("opencode-1"));
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThat(command("opencode-1", Optional.empty())
                        .process("secret", ServerMark.random())
                        .command())
                .contains(program.toString(), "serve");
        assertThat(command(program.toString(), Optional.empty())
                        .process("secret", ServerMark.random())
                        .command())
                .contains(program.toString());
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> command("opencode-2", Optional.empty()).process("secret", ServerMark.random()))
                .isInstanceOf(OpenCodeException.class)
                .hasMessageContaining("there is no program 'opencode-2'")
                .hasMessageContaining("npm install -g opencode-ai");
    }
}
