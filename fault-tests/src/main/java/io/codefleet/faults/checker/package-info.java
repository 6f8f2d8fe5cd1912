/** Tells from the histories of a run, and from what is left at its end, whether the fleet kept its promises. Knows no fault. */
@NullMarked
package io.codefleet.faults.checker;

import org.jspecify.annotations.NullMarked;
