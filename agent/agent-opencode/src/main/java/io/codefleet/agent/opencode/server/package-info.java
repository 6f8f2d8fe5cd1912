/**
 * OpenCode servers as processes: started, watched, replaced and ended.
 * Internal: a host does not use it, and it may change in any release.
 */
@NullMarked
package io.codefleet.agent.opencode.server;

import org.jspecify.annotations.NullMarked;
