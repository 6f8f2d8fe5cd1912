package io.codefleet.agent.workspace;

import io.codefleet.agent.workspace.git.GitSettings;
import io.codefleet.agent.workspace.git.RepositoryUrl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Settings of the folders that a worker makes for its tasks.
 *
 * @param root the folder that relative projects are looked up in, and that all must lie in; absent: folders are not taken as
 *     projects
 * @param stateDir where checkouts, copies and mirrors are kept
 * @param mode what a task does with a project that is a folder
 * @param shareProject whether tasks may be in one project folder at once
 * @param keepFailed how long the folder of a failed attempt is kept to be looked at
 * @param diskQuotaBytes how much checkouts, copies and mirrors may take together
 * @param maxPatchBytes the largest patch that a result carries
 * @param git how repositories are dealt with
 * @param guarded files and folders of the worker's own that no project may hold or lie in: state, configuration, keys
 */
public record WorkspaceSettings(
        Optional<Path> root,
        Path stateDir,
        Mode mode,
        boolean shareProject,
        Duration keepFailed,
        long diskQuotaBytes,
        int maxPatchBytes,
        GitSettings git,
        List<Path> guarded) {
    public WorkspaceSettings {
        guarded = List.copyOf(guarded);
    }

    /** Use of a project that is a folder by a task. */
    public enum Mode {
        /** It works in the folder itself. */
        IN_PLACE,
        /** It works in a copy of its own, and the folder stays as it is. */
        COPY
    }

    /** Returns a description of the project locations, for the operator. */
    public String describe() {
        String folders = root.map(folder -> "in " + folder).orElse("no folders");
        String use = root.isEmpty()
                ? ""
                : mode == Mode.COPY
                        ? ", each task in a copy"
                        : shareProject ? ", shared" : ", one task at a time in each";
        String repositories = "; repositories "
                + (git.allow().isEmpty()
                        ? "of any host"
                        : "of " + git.allow().stream().map(RepositoryUrl::text).collect(Collectors.joining(", ")))
                + (git.push() ? ", with push" : ", without push");
        String logins =
                git.credentials().isEmpty() ? "" : ", " + git.credentials().size() + " logins";
        return folders + use + repositories + logins;
    }

    /**
     * Returns the default settings: in place, one at a time, failed ones kept for an hour, 20 GiB, patches to 4 MiB, no
     * push.
     */
    public static WorkspaceSettings defaults(Path stateDir) {
        return new WorkspaceSettings(
                Optional.empty(),
                stateDir,
                Mode.IN_PLACE,
                false,
                Duration.ofHours(1),
                20L << 30,
                4 << 20,
                new GitSettings(false, false, false, Duration.ofMinutes(10), List.of()),
                List.of(stateDir));
    }

    /** Returns a copy with this root folder. */
    public WorkspaceSettings root(Path value) {
        return new WorkspaceSettings(
                Optional.of(value),
                stateDir,
                mode,
                shareProject,
                keepFailed,
                diskQuotaBytes,
                maxPatchBytes,
                git,
                guarded);
    }

    /** Returns a copy with this mode, which determines how tasks use a folder. */
    public WorkspaceSettings mode(Mode value) {
        return new WorkspaceSettings(
                root, stateDir, value, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, git, guarded);
    }

    /** Returns a copy that lets tasks share a project folder at the same time, or does not. */
    public WorkspaceSettings shareProject(boolean value) {
        return new WorkspaceSettings(
                root, stateDir, mode, value, keepFailed, diskQuotaBytes, maxPatchBytes, git, guarded);
    }

    /** Returns a copy that keeps the folders of failed attempts this long. */
    public WorkspaceSettings keepFailed(Duration value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, value, diskQuotaBytes, maxPatchBytes, git, guarded);
    }

    /** Returns a copy with this quota, in bytes. */
    public WorkspaceSettings diskQuotaBytes(long value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, value, maxPatchBytes, git, guarded);
    }

    /** Returns a copy with this limit of the size of a patch, in bytes. */
    public WorkspaceSettings maxPatchBytes(int value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, value, git, guarded);
    }

    /** Returns a copy with these settings of Git. */
    public WorkspaceSettings git(GitSettings value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, value, guarded);
    }

    /** Returns a copy with these guarded paths. A project may neither contain them nor lie in them. */
    public WorkspaceSettings guarded(List<Path> value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, git, value);
    }
}
