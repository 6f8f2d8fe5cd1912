/**
 * Cuts what is too large for one prompt into chunks that fit, and makes a task of each. Knows values only; no client and no
 * broker.
 */
@NullMarked
package io.codefleet.split;

import org.jspecify.annotations.NullMarked;
