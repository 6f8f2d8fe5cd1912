/** What the tests of all modules share. It knows no other module, so that each of them can use it. */
@NullMarked
package io.codefleet.testing;

import org.jspecify.annotations.NullMarked;
