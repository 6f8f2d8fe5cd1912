/**
 * OpenCode as the agent of a worker: its server as a process that is looked after, and each turn as a session of that server.
 * Knows the worker only through {@link io.codefleet.agent.Agent}.
 */
@NullMarked
package io.codefleet.agent.opencode;

import org.jspecify.annotations.NullMarked;
