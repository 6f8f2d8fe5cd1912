/**
 * Annotations that say how stable an API is and how it is meant to be called. They have no effect at run time.
 */
@NullMarked
package io.codefleet.annotation;

import org.jspecify.annotations.NullMarked;
