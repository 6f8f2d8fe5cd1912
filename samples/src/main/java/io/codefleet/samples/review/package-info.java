/** The review of a change, as a step of continuous integration. */
@NullMarked
package io.codefleet.samples.review;

import org.jspecify.annotations.NullMarked;
