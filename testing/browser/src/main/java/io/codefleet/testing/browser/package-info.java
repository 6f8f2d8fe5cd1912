/** A real browser for tests. */
@NullMarked
package io.codefleet.testing.browser;

import org.jspecify.annotations.NullMarked;
