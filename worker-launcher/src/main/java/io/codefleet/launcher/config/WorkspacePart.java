package io.codefleet.launcher.config;

import io.codefleet.agent.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code workspace}: the folders that tasks work in.
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
        @Nullable Path stateDir,
        @Nullable Duration keepFailed,
        @Nullable ByteSize diskQuota,
        @Nullable ByteSize maxPatch,
        GitPart git) {
    /**
     * The section {@code workspace.git}: how repositories are dealt with.
     *
     * @param submodules whether a checkout has its submodules
     * @param lfs whether a checkout has the files that Git LFS stands for
     * @param push whether a task may have its changes pushed to a branch
     * @param timeLimit how long one command that goes over the network may take
     * @param credentials what the worker logs in with
     * @param allow the beginnings of the URLs of repositories that may be asked for
     * @param maxRepository how large one may get
     */
    public record GitPart(
            @Nullable Boolean submodules,
            @Nullable Boolean lfs,
            @Nullable Boolean push,
            @Nullable Duration timeLimit,
            @Nullable List<CredentialPart> credentials,
            @Nullable List<String> allow,
            @Nullable ByteSize maxRepository) {}

    /**
     * A login, one of {@code workspace.git.credentials}.
     *
     * @param url the beginning of the URLs that it is for
     * @param username who logs in; absent: {@code git}, which most hosts take together with a token
     * @param password with what, from a variable: {@code ${NAME}}
     * @param submodules whether it is also for submodules of other projects
     */
    public record CredentialPart(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable Boolean submodules) {
        /** Returns all values but the password. */
        @Override
        public String toString() {
            return "CredentialPart[url=" + url + ", username=" + username + "]";
        }
    }
}
