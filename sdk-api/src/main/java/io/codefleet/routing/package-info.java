/** Which model a task is for, what it will cost, and which stronger one is asked when an answer is not good enough. */
@Experimental
@NullMarked
package io.codefleet.routing;

import io.codefleet.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
