package io.codefleet.launcher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.codefleet.launcher.config.WorkspaceSettings.GitCredential;
import io.codefleet.launcher.config.WorkspaceSettings.GitSettings;
import io.codefleet.launcher.config.WorkspaceSettings.Mode;
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
                        "    credentials:",
                        "      - {url: \"https://git.internal/\", username: bot, password: \"${GIT_TOKEN}\"}")
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
                                List.of(new GitCredential("https://git.internal/", "bot", "s3cret")))));
    }

    @Test
    void withoutAWordFoldersAreWithTheAgentsState() {
        WorkerSettings settings = resolve("worker: {id: w1}");

        assertThat(settings.workspaces())
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
                "{git: {pusch: true}} | did you mean 'push'?"
            })
    void whatCannotBeUsedIsNamed(String workspace, String message) {
        assertThatThrownBy(() -> resolve("workspace: " + workspace))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
