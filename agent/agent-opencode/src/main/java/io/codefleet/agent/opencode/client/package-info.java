/**
 * The HTTP interface of an OpenCode server: requests, events, faults.
 * Internal: a host uses {@link io.codefleet.agent.opencode.client.OpenCodeException} only. The rest may change in any release.
 */
@NullMarked
package io.codefleet.agent.opencode.client;

import org.jspecify.annotations.NullMarked;
