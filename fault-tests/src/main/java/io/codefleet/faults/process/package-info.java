/** The clients and workers of a run: what they do, and the programs that do it in processes of their own. */
@NullMarked
package io.codefleet.faults.process;

import org.jspecify.annotations.NullMarked;
