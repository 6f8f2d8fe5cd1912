/** What the build makes for the distribution: manual pages and shell completion. */
@NullMarked
package io.codefleet.distribution;

import org.jspecify.annotations.NullMarked;
