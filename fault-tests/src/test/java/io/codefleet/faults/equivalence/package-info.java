/** The same random steps on both brokers must show the same. */
@NullMarked
package io.codefleet.faults.equivalence;

import org.jspecify.annotations.NullMarked;
