package io.codefleet.agent.workspace.git;

import java.time.Duration;
import java.util.List;

/**
 * Settings of a worker for Git repositories.
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

    /** Creates settings for all hosts, with the limit {@link #MAX_REPOSITORY_BYTES}. */
    public GitSettings(
            boolean submodules, boolean lfs, boolean push, Duration timeLimit, List<GitCredential> credentials) {
        this(submodules, lfs, push, timeLimit, credentials, List.of(), MAX_REPOSITORY_BYTES);
    }

    /** Returns a copy that allows only these URLs. */
    public GitSettings allow(List<RepositoryUrl> value) {
        return new GitSettings(submodules, lfs, push, timeLimit, credentials, value, maxRepositoryBytes);
    }

    /** Returns a copy with this limit of the size of a repository, in bytes. */
    public GitSettings maxRepositoryBytes(long value) {
        return new GitSettings(submodules, lfs, push, timeLimit, credentials, allow, value);
    }
}
