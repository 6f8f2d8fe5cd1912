/**
 * Programs that show the SDK at work, each in one file.
 */
@NullMarked
package io.codefleet.samples;

import org.jspecify.annotations.NullMarked;
