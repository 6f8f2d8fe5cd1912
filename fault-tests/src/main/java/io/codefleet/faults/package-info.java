/** Runs of fleets under faults, on Redis with real processes and in memory. */
@NullMarked
package io.codefleet.faults;

import org.jspecify.annotations.NullMarked;
