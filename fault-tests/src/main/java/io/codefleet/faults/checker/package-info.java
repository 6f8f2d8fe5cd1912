/** Checks from the histories of a run and its final state whether the fleet kept its promises. Knows no fault. */
@NullMarked
package io.codefleet.faults.checker;

import org.jspecify.annotations.NullMarked;
