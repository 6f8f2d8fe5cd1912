/** Where a run takes place: Redis, the way to it, and the processes of clients and workers. */
@NullMarked
package io.codefleet.faults.environment;

import org.jspecify.annotations.NullMarked;
