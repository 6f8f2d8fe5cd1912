/** Which model a task is for, what it will cost, and which stronger one is asked when an answer is not good enough. */
@NullMarked
package io.codefleet.routing;

import org.jspecify.annotations.NullMarked;
