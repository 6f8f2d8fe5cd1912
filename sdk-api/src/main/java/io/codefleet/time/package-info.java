/** Durations as people read and write them. */
@NullMarked
package io.codefleet.time;

import org.jspecify.annotations.NullMarked;
