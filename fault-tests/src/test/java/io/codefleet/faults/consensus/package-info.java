/** A consensus whose caller dies. */
@NullMarked
package io.codefleet.faults.consensus;

import org.jspecify.annotations.NullMarked;
