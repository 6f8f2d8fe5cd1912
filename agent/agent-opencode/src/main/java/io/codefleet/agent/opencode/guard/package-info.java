/**
 * What ends a turn that costs too much, repeats itself or is silent, and the faults of a turn.
 * Internal: a host does not use it, and it may change in any release.
 */
@NullMarked
package io.codefleet.agent.opencode.guard;

import org.jspecify.annotations.NullMarked;
