/**
 * The commands of the executable jar. Nothing else depends on this module.
 */
@NullMarked
package io.codefleet.launcher;

import org.jspecify.annotations.NullMarked;
