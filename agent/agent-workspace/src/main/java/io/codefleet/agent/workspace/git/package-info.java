/** Repositories: URLs, logins, mirrors, checkouts, snapshots, pushes; and which of them a task may name. */
@NullMarked
package io.codefleet.agent.workspace.git;

import org.jspecify.annotations.NullMarked;
