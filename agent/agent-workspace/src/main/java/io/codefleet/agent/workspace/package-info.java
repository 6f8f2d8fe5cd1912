/**
 * The folder that a task works in: the project in place, a copy of it, a checkout of a Git repository, or an empty one; and what
 * changed in it. Knows the configuration, and no agent.
 */
@NullMarked
package io.codefleet.agent.workspace;

import org.jspecify.annotations.NullMarked;
