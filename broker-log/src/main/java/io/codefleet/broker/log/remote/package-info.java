/** The broker's calls as messages: a {@link io.codefleet.broker.Broker} that sends them, and a handler that makes them on another one. */
@NullMarked
package io.codefleet.broker.log.remote;

import org.jspecify.annotations.NullMarked;
