package io.codefleet.launcher.config;

import static io.codefleet.launcher.config.SettingsResolver.or;

import io.codefleet.agent.ByteSize;
import io.codefleet.agent.workspace.WorkspaceSettings;
import io.codefleet.agent.workspace.WorkspaceSettings.Mode;
import io.codefleet.agent.workspace.git.GitCredential;
import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.git.RepositoryUrl;
import io.codefleet.launcher.config.WorkspacePart.CredentialPart;
import io.codefleet.launcher.config.WorkspacePart.GitPart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the settings of the folders that tasks work in. */
final class WorkspaceResolver {
    private WorkspaceResolver() {}

    /**
     * Returns the settings of the workspaces.
     *
     * @param agentState where the agent keeps its state, and the folders are by default
     * @param guarded what no project may hold or lie in, with the folders of state
     */
    static WorkspaceSettings resolve(WorkerPart worker, WorkspacePart workspace, Path agentState, List<Path> guarded) {
        WorkspaceSettings defaults = WorkspaceSettings.defaults(or(workspace.stateDir(), agentState));
        return new WorkspaceSettings(
                Optional.ofNullable(worker.workspaceRoot())
                        .map(root -> ConfigPaths.folder("worker.workspace_root", root)),
                defaults.stateDir(),
                LogSettings.constant("workspace.mode", Mode.class, or(workspace.mode(), "in_place")),
                Boolean.TRUE.equals(worker.shareProject()),
                or(workspace.keepFailed(), defaults.keepFailed()),
                positive("workspace.disk_quota", workspace.diskQuota(), defaults.diskQuotaBytes()),
                Math.toIntExact(Math.min(
                        positive("workspace.max_patch", workspace.maxPatch(), defaults.maxPatchBytes()),
                        Integer.MAX_VALUE)),
                git(workspace.git(), defaults.git()),
                Stream.concat(Stream.of(defaults.stateDir(), agentState), guarded.stream())
                        .distinct()
                        .toList());
    }

    private static long positive(String key, @Nullable ByteSize size, long fallback) {
        if (size != null && size.bytes() == 0) {
            throw ConfigException.of(key, "is zero, must be larger");
        }
        return size == null ? fallback : size.bytes();
    }

    private static GitSettings git(GitPart git, GitSettings defaults) {
        List<GitCredential> credentials = new ArrayList<>();
        for (CredentialPart part : or(git.credentials(), List.<CredentialPart>of())) {
            String key = "workspace.git.credentials[" + credentials.size() + "]";
            credentials.add(new GitCredential(
                    url(key, part),
                    or(part.username(), "git"),
                    required(key + ".password", part.password()),
                    Boolean.TRUE.equals(part.submodules())));
        }
        return new GitSettings(
                or(git.submodules(), defaults.submodules()),
                or(git.lfs(), defaults.lfs()),
                or(git.push(), defaults.push()),
                or(git.timeLimit(), defaults.timeLimit()),
                credentials,
                allow(or(git.allow(), List.<String>of())),
                positive("workspace.git.max_repository", git.maxRepository(), defaults.maxRepositoryBytes()));
    }

    private static List<RepositoryUrl> allow(List<String> given) {
        List<RepositoryUrl> allow = new ArrayList<>();
        for (String text : given) {
            String key = "workspace.git.allow[" + allow.size() + "]";
            try {
                allow.add(RepositoryUrl.parsePattern(text));
            } catch (IllegalArgumentException e) {
                throw ConfigException.of(key, "'" + RepositoryUrl.withoutLogin(text) + "' " + e.getMessage(), e);
            }
        }
        return allow;
    }

    private static RepositoryUrl url(String key, CredentialPart part) {
        String url = required(key + ".url", part.url());
        if (!url.matches("(?i)https?://[^/@\\s]+/[^=\\s]*")) {
            throw ConfigException.of(
                    key + ".url",
                    "'" + RepositoryUrl.withoutLogin(url)
                            + "' is not the beginning of an http URL; write https://host/ with the slash at its end");
        }
        try {
            return RepositoryUrl.parse(url);
        } catch (IllegalArgumentException e) {
            throw ConfigException.of(key + ".url", "'" + url + "' " + e.getMessage(), e);
        }
    }

    private static String required(String key, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw ConfigException.of(key, "is missing");
        }
        return value;
    }
}
