/**
 * What keeps an OpenCode server and the commands of its agents from the rest of the machine.
 * Internal: a host does not use it, and it may change in any release.
 */
@NullMarked
package io.codefleet.agent.opencode.sandbox;

import org.jspecify.annotations.NullMarked;
