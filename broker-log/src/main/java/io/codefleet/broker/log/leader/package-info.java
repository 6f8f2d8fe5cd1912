/** The process that leads a namespace: it takes over the state from the log, applies requests and appends what they change. */
@NullMarked
package io.codefleet.broker.log.leader;

import org.jspecify.annotations.NullMarked;
