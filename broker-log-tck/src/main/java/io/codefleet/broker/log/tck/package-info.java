/** The conformance kit of logs: extend {@link io.codefleet.broker.log.tck.LogTck} and {@link io.codefleet.broker.log.tck.RequestChannelTck}. */
@NullMarked
package io.codefleet.broker.log.tck;

import org.jspecify.annotations.NullMarked;
