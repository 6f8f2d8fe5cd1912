/** The scripts of the repository that people run. */
@NullMarked
package io.codefleet.launcher.scripts;

import org.jspecify.annotations.NullMarked;
