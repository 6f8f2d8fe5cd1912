package io.codefleet.launcher.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a worker's configuration about the folders that its tasks work in; what is absent is null.
 *
 * @param mode {@code in_place} or {@code copy}
 * @param stateDir where checkouts, copies and mirrors are kept; absent: with the agent's state
 * @param keepFailed how long the folder of a failed attempt is kept
 * @param diskQuota how much checkouts, copies and mirrors may take together
 * @param maxPatch the largest patch that a result carries
 * @param git how repositories are dealt with
 */
public record WorkspacePart(
        @Nullable String mode,
        @Nullable String stateDir,
        @Nullable Duration keepFailed,
        @Nullable ByteSize diskQuota,
        @Nullable ByteSize maxPatch,
        @Nullable GitPart git) {
    static final WorkspacePart EMPTY = new WorkspacePart(null, null, null, null, null, null);

    WorkspacePart relativeTo(Path folder) {
        String resolved = stateDir == null ? null : folder.resolve(stateDir).toString();
        return new WorkspacePart(mode, resolved, keepFailed, diskQuota, maxPatch, git);
    }

    /**
     * How repositories are dealt with.
     *
     * @param submodules whether a checkout has its submodules
     * @param lfs whether a checkout has the files that Git LFS stands for
     * @param push whether a task may have its changes pushed to a branch
     * @param timeLimit how long one command that goes over the network may take
     * @param credentials what the worker logs in with
     */
    public record GitPart(
            @Nullable Boolean submodules,
            @Nullable Boolean lfs,
            @Nullable Boolean push,
            @Nullable Duration timeLimit,
            @Nullable List<CredentialPart> credentials) {
        static final GitPart EMPTY = new GitPart(null, null, null, null, null);
    }

    /**
     * A login.
     *
     * @param url the beginning of the URLs that it is for
     * @param username who logs in; absent: {@code git}, which most hosts take together with a token
     * @param password with what, from a variable: {@code ${NAME}}
     */
    public record CredentialPart(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password) {}
}
