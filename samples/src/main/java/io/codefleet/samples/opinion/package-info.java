/** A consensus of several models. */
@NullMarked
package io.codefleet.samples.opinion;

import org.jspecify.annotations.NullMarked;
