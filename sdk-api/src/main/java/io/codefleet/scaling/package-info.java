/** How many workers a fleet should have. A function of what the fleet tells of itself; starts and stops none. */
@Experimental
@NullMarked
package io.codefleet.scaling;

import io.codefleet.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
