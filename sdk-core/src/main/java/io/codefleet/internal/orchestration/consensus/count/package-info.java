/**
 * How votes are counted and when a count is a decision: pure functions of the votes, which do not know how these were got. One
 * class for each way to count.
 */
@NullMarked
package io.codefleet.internal.orchestration.consensus.count;

import org.jspecify.annotations.NullMarked;
