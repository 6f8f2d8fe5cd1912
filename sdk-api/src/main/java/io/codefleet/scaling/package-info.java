/** How many workers a fleet should have. A function of what the fleet tells of itself; starts and stops none. */
@NullMarked
package io.codefleet.scaling;

import org.jspecify.annotations.NullMarked;
