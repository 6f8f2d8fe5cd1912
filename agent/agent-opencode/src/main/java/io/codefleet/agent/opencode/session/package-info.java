/**
 * A turn as a session of an OpenCode server, and what becomes of sessions afterwards.
 * Internal: a host does not use it, and it may change in any release.
 */
@NullMarked
package io.codefleet.agent.opencode.session;

import org.jspecify.annotations.NullMarked;
