/** Tests of what a run reads from its processes. */
@NullMarked
package io.codefleet.faults.environment;

import org.jspecify.annotations.NullMarked;
