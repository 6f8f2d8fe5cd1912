/** A log in memory with faults, for tests of what runs on a log. */
@NullMarked
package io.codefleet.broker.log.memory;

import org.jspecify.annotations.NullMarked;
