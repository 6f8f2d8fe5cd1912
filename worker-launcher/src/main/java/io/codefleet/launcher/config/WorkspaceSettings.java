package io.codefleet.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a worker makes the folders that its tasks work in.
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
     * @param allow the beginnings of the URLs that tasks and submodules may name; empty: all hosts
     * @param maxRepositoryBytes how large a mirror, or a checkout with its submodules and large files, may get
     */
    public record GitSettings(
            boolean submodules,
            boolean lfs,
            boolean push,
            Duration timeLimit,
            List<GitCredential> credentials,
            List<RepositoryUrl> allow,
            long maxRepositoryBytes) {
        /** How large a repository may get where nothing is said of it. */
        public static final long MAX_REPOSITORY_BYTES = 10L << 30;

        public GitSettings {
            credentials = List.copyOf(credentials);
            allow = List.copyOf(allow);
        }

        /** For all hosts, up to {@link #MAX_REPOSITORY_BYTES}. */
        public GitSettings(
                boolean submodules, boolean lfs, boolean push, Duration timeLimit, List<GitCredential> credentials) {
            this(submodules, lfs, push, timeLimit, credentials, List.of(), MAX_REPOSITORY_BYTES);
        }

        /** A copy for these URLs only. */
        public GitSettings allow(List<RepositoryUrl> value) {
            return new GitSettings(submodules, lfs, push, timeLimit, credentials, value, maxRepositoryBytes);
        }

        /** A copy with another largest repository, in bytes. */
        public GitSettings maxRepositoryBytes(long value) {
            return new GitSettings(submodules, lfs, push, timeLimit, credentials, allow, value);
        }
    }

    /**
     * A login for all repositories whose URL begins with this one.
     *
     * @param url the beginning of their URLs
     * @param username who logs in
     * @param password with what
     * @param submodules whether it is also for submodules of projects that are not below the URL
     */
    public record GitCredential(RepositoryUrl url, String username, String password, boolean submodules) {
        /** For projects, and submodules of projects, below a URL. */
        public GitCredential(String url, String username, String password) {
            this(RepositoryUrl.parse(url), username, password, false);
        }

        /** Everything but the password. */
        @Override
        public String toString() {
            return "GitCredential[url=" + url + ", username=" + username + ", submodules=" + submodules + "]";
        }
    }

    /** Where projects are, for the operator. */
    String describe() {
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
                new GitSettings(false, false, false, Duration.ofMinutes(10), List.of()),
                List.of(stateDir));
    }

    /** A copy with this root. */
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

    /** A copy in which tasks do this with a folder. */
    public WorkspaceSettings mode(Mode value) {
        return new WorkspaceSettings(
                root, stateDir, value, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, git, guarded);
    }

    /** A copy in which tasks may be in one project folder at once, or may not. */
    public WorkspaceSettings shareProject(boolean value) {
        return new WorkspaceSettings(
                root, stateDir, mode, value, keepFailed, diskQuotaBytes, maxPatchBytes, git, guarded);
    }

    /** A copy that keeps failed attempts' folders this long. */
    public WorkspaceSettings keepFailed(Duration value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, value, diskQuotaBytes, maxPatchBytes, git, guarded);
    }

    /** A copy with another quota, in bytes. */
    public WorkspaceSettings diskQuotaBytes(long value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, value, maxPatchBytes, git, guarded);
    }

    /** A copy with another largest patch, in bytes. */
    public WorkspaceSettings maxPatchBytes(int value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, value, git, guarded);
    }

    /** A copy that deals with repositories like this. */
    public WorkspaceSettings git(GitSettings value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, value, guarded);
    }

    /** A copy in which no project may hold or lie in these. */
    public WorkspaceSettings guarded(List<Path> value) {
        return new WorkspaceSettings(
                root, stateDir, mode, shareProject, keepFailed, diskQuotaBytes, maxPatchBytes, git, value);
    }
}
