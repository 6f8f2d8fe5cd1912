package io.codefleet.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a worker makes the folders that its tasks work in.
 *
 * @param root the folder that relative projects are looked up in, and that all must lie in
 * @param stateDir where checkouts, copies and mirrors are kept
 * @param mode what a task does with a project that is a folder
 * @param shareProject whether tasks may be in one project folder at once
 * @param keepFailed how long the folder of a failed attempt is kept to be looked at
 * @param diskQuotaBytes how much checkouts, copies and mirrors may take together
 * @param maxPatchBytes the largest patch that a result carries
 * @param git how repositories are dealt with
 */
public record WorkspaceSettings(
        Optional<Path> root,
        Path stateDir,
        Mode mode,
        boolean shareProject,
        Duration keepFailed,
        long diskQuotaBytes,
        int maxPatchBytes,
        GitSettings git) {
    /** What a task does with a project that is a folder. */
    public enum Mode {
        /** It works in the folder itself. */
        IN_PLACE,
        /** It works in a copy of its own, and the folder stays as it is. */
        COPY
    }

    /**
     * How repositories are dealt with.
     *
     * @param submodules whether a checkout has its submodules
     * @param lfs whether a checkout has the files that Git LFS stands for
     * @param push whether a task may have its changes pushed to a branch
     * @param timeLimit how long one command that goes over the network may take
     * @param credentials what the worker logs in with; others come from Git's own configuration
     */
    public record GitSettings(
            boolean submodules, boolean lfs, boolean push, Duration timeLimit, List<GitCredential> credentials) {
        public GitSettings {
            credentials = List.copyOf(credentials);
        }
    }

    /**
     * A login for all repositories whose URL begins with this one.
     *
     * @param url the beginning of their URLs
     * @param username who logs in
     * @param password with what
     */
    public record GitCredential(String url, String username, String password) {
        /** The host that it is for, with scheme and port. */
        public String host() {
            return url.replaceFirst("^([a-z]+://[^/]*).*", "$1");
        }

        /** Everything but the password. */
        @Override
        public String toString() {
            return "GitCredential[url=" + url + ", username=" + username + "]";
        }
    }

    /** Where projects are, for the operator. */
    String describe() {
        String folders = root.map(folder -> "in " + folder).orElse("any folder, by absolute path");
        String use = mode == Mode.COPY
                ? ", each task in a copy"
                : shareProject ? ", shared" : ", one task at a time in each";
        String repositories = "; repositories by URL" + (git.push() ? ", with push" : ", without push");
        String logins =
                git.credentials().isEmpty() ? "" : ", " + git.credentials().size() + " logins";
        return folders + use + repositories + logins;
    }

    /** In place, one at a time, failed ones kept for an hour, 20 GiB, patches to 4 MiB, no push. */
    public static WorkspaceSettings defaults(Path stateDir) {
        return new WorkspaceSettings(
                Optional.empty(),
                stateDir,
                Mode.IN_PLACE,
                false,
                Duration.ofHours(1),
                20L << 30,
                4 << 20,
                new GitSettings(false, false, false, Duration.ofMinutes(10), List.of()));
    }

    /** A copy with this root. */
    public WorkspaceSettings root(Path value) {
        return new WorkspaceSettings(
                Optional.of(value), stateDir, mode, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, git);
    }

    /** A copy in which tasks do this with a folder. */
    public WorkspaceSettings mode(Mode value) {
        return new WorkspaceSettings(
                root, stateDir, value, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, git);
    }

    /** A copy in which tasks may be in one project folder at once, or may not. */
    public WorkspaceSettings shareProject(boolean value) {
        return new WorkspaceSettings(root, stateDir, mode, value, keepFailed, diskQuotaBytes, maxPatchBytes, git);
    }

    /** A copy that keeps failed attempts' folders this long. */
    public WorkspaceSettings keepFailed(Duration value) {
        return new WorkspaceSettings(root, stateDir, mode, shareProject, value, diskQuotaBytes, maxPatchBytes, git);
    }

    /** A copy with another quota, in bytes. */
    public WorkspaceSettings diskQuotaBytes(long value) {
        return new WorkspaceSettings(root, stateDir, mode, shareProject, keepFailed, value, maxPatchBytes, git);
    }

    /** A copy with another largest patch, in bytes. */
    public WorkspaceSettings maxPatchBytes(int value) {
        return new WorkspaceSettings(root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, value, git);
    }

    /** A copy that deals with repositories like this. */
    public WorkspaceSettings git(GitSettings value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, value);
    }
}
