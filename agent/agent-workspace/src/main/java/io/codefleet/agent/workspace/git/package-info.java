/**
 * Repositories: URLs, logins, mirrors, checkouts, snapshots, pushes; and which of them a task may name.
 * Internal: a host uses {@link io.codefleet.agent.workspace.git.GitSettings}, {@link
 * io.codefleet.agent.workspace.git.GitCredential} and {@link io.codefleet.agent.workspace.git.RepositoryUrl} only. The rest may
 * change in any release.
 */
@NullMarked
package io.codefleet.agent.workspace.git;

import org.jspecify.annotations.NullMarked;
