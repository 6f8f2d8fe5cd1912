package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.WorkspaceSettings.Mode;
import io.codefleet.agent.workspace.git.GitCredential;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.git.RepositoryUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The workspace part of a worker's file. */
class WorkspaceResolverTest {
    @TempDir
    Path folder;

    private WorkerSettings resolve(String... lines) {
        ConfigLayer file =
                new WorkerFileReader(Map.of("GIT_TOKEN", "s3cret")).parse("worker.yml", String.join("\n", lines));
        return new SettingsResolver("host", folder).resolve(file);
    }

    @Test
    void allOfItArrives() {
        WorkspaceSettings settings = resolve(
                        "worker: {workspace_root: " + folder + ", share_project: true}",
                        "opencode: {state_dir: /var/lib/agent}",
                        "workspace:",
                        "  mode: copy",
                        "  state_dir: /var/lib/fleet",
                        "  keep_failed: 2h",
                        "  disk_quota: 5GB",
                        "  max_patch: 1MB",
                        "  git:",
                        "    submodules: true",
                        "    lfs: true",
                        "    push: true",
                        "    time_limit: 3m",
                        "    allow: [https://git.internal/, other.internal]",
                        "    max_repository: 1GB",
                        "    credentials:",
                        "      - {url: \"https://git.internal/\", username: bot, password: \"${GIT_TOKEN}\"}")
                .worker()
                .workspaces();

        assertThat(settings)
                .isEqualTo(WorkspaceSettings.defaults(Path.of("/var/lib/fleet"))
                        .root(folder)
                        .shareProject(true)
                        .mode(Mode.COPY)
                        .keepFailed(Duration.ofHours(2))
                        .diskQuotaBytes(5L << 30)
                        .maxPatchBytes(1 << 20)
                        .git(new GitSettings(
                                        true,
                                        true,
                                        true,
                                        Duration.ofMinutes(3),
                                        List.of(new GitCredential("https://git.internal/", "bot", "s3cret")))
                                .allow(List.of(
                                        RepositoryUrl.parse("https://git.internal/"),
                                        RepositoryUrl.parsePattern("other.internal")))
                                .maxRepositoryBytes(1L << 30))
                        .guarded(List.of(Path.of("/var/lib/fleet"), Path.of("/var/lib/agent"))));
    }

    @Test
    void theFilesOfTheConfigurationAndOfItsSecretsAreGuarded() throws Exception {
        Path file =
                Files.writeString(Files.createDirectory(folder.resolve("etc")).resolve("worker.yml"), """
                worker: {id: w1}
                opencode: {state_dir: ../state}
                broker: {uri: "redis://127.0.0.1:1?passwordFile=/run/pw"}
                """);

        assertThat(new SettingsResolver("host", folder)
                        .resolve(new WorkerFileReader(Map.of()).read(file))
                        .worker()
                        .workspaces()
                        .guarded())
                .containsExactlyInAnyOrder(folder.resolve("state"), folder.resolve("etc"), Path.of("/run/pw"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://fleet.example?ca=/etc/ca.pem&keyFile=/run/secret",
        "rediss://h?ca=/etc/ca.pem&cert=/etc/ca.pem&key=/run/secret",
        "redis://h?sentinelPasswordFile=/run/secret",
        "nats://h?ca=/etc/ca.pem&creds=/run/secret",
        "kafka://h?passwordFile=/run/secret",
        "file:/run/secret?lead=false",
        "FILE:///run/secret"
    })
    void theSecretsOfABrokersUriAreGuarded(String uri) {
        ConfigLayer layer = new WorkerFileReader(Map.of()).parse("worker.yml", """
                worker: {id: w1}
                broker: {uri: "%s"}
                """.formatted(uri));

        assertThat(new SettingsResolver("host", folder)
                        .resolve(layer)
                        .worker()
                        .workspaces()
                        .guarded())
                .contains(Path.of("/run/secret"))
                .doesNotContain(Path.of("/etc/ca.pem"));
    }

    @Test
    void theVariablesOfSecretsAreKnownWhereverTheFileNamesThem() {
        ConfigLayer file =
                new WorkerFileReader(Map.of("A", "a", "B", "b", "C", "c", "D", "d", "E", "e")).parse("worker.yml", """
                        worker: {id: "${A}"}
                        workspace: {git: {credentials: [{url: "https://h/", password: "${B}"}]}}
                        broker: {uri: "redis://:${C}@127.0.0.1:1"}
                        opencode: {model: "p/${D}", password: "x-${E:-none}"}
                        """);

        assertThat(ConfigLayer.values()
                        .put("broker.uri", "redis://127.0.0.1:2", "--broker")
                        .layer()
                        .over(file)
                        .secretVariables())
                .containsExactlyInAnyOrder("B", "C", "E");
        assertThat(new SettingsResolver("host", folder)
                        .resolve(file)
                        .agent()
                        .environment()
                        .hiddenVariables())
                .containsExactlyInAnyOrder("B", "C", "E");
    }

    @Test
    void aRootInTheConfigurationsFolderLeavesItsFilesGuarded() throws Exception {
        Path file = Files.writeString(folder.resolve("worker.yml"), """
                worker: {id: w1, workspace_root: .}
                opencode: {state_dir: state}
                """);
        Path other = Files.writeString(folder.resolve("worker.env"), "A=b");
        Files.createDirectory(folder.resolve("shop"));

        assertThat(new SettingsResolver("host", folder)
                        .resolve(new WorkerFileReader(Map.of()).read(file))
                        .worker()
                        .workspaces()
                        .guarded())
                .containsExactlyInAnyOrder(folder.resolve("state"), file, other);
    }

    @Test
    void workspacesDefaultToTheStateFolder() {
        WorkerSettings settings = resolve("worker: {id: w1}");

        assertThat(settings.worker().workspaces())
                .isEqualTo(WorkspaceSettings.defaults(settings.agent().stateDir()));
    }

    @Test
    void thePasswordIsNeitherInTheTextOfTheSettingsNorInTheirDescription() {
        WorkerSettings settings = resolve(
                "workspace: {git: {credentials: [{url: \"https://git.internal/\", password: \"${GIT_TOKEN}\"}]}}");

        assertThat(settings.toString() + settings.describe())
                .contains("1 logins")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{mode: clone} | workspace.mode: 'clone' is unknown; use one of in_place, copy",
                "{disk_quota: 0GB} | workspace.disk_quota: is zero, must be larger",
                "{git: {credentials: [{password: x}]}} | workspace.git.credentials[0].url: is missing",
                "{git: {credentials: [{url: 'https://h/'}]}} | workspace.git.credentials[0].password: is missing",
                "{git: {credentials: [{url: 'https://h', password: x}]}} | write https://host/ with the slash at its end",
                "{git: {allow: ['ext::sh']}} | workspace.git.allow[0]: 'ext::sh' is not a repository",
                "{git: {allow: ['https://git.internal/a/../b']}} | has the step '..' in its path",
                "{git: {max_repository: 0MB}} | workspace.git.max_repository: is zero",
                "{git: {pusch: true}} | did you mean 'push'?"
            })
    void whatCannotBeUsedIsNamed(String workspace, String message) {
        assertThatThrownBy(() -> resolve("workspace: " + workspace))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
