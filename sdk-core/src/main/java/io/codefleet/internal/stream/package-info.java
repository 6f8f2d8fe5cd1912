/**
 * Streams that a reader can pause and close. Knows nothing of what they carry.
 */
@NullMarked
package io.codefleet.internal.stream;

import org.jspecify.annotations.NullMarked;
