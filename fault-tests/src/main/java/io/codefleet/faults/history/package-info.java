/** What happened in a run, line by line, as each process saw it. */
@NullMarked
package io.codefleet.faults.history;

import org.jspecify.annotations.NullMarked;
