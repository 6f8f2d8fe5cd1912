/**
 * The HTTP interface of an OpenCode server: requests, events, faults.
 * Internal: a host does not use it, and it may change in any release.
 */
@NullMarked
package io.codefleet.agent.opencode.client;

import org.jspecify.annotations.NullMarked;
