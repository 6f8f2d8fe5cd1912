/** Which model a task is for, what it will cost, and which stronger one is asked when an answer is not good enough. */
@NullMarked
package io.codefleet.route;

import org.jspecify.annotations.NullMarked;
