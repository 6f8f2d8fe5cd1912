/** The number of workers that a fleet should have, computed from its statistics. It starts and stops no worker itself. */
@Experimental
@NullMarked
package io.codefleet.scaling;

import io.codefleet.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
