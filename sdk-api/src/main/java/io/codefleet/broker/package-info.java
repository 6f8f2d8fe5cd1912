/**
 * What the author of a broker implements: {@link io.codefleet.broker.Broker}, found through {@link
 * io.codefleet.broker.BrokerProvider}. Only semantics that need the broker's atomicity are here; the rest is the engine's.
 */
@NullMarked
package io.codefleet.broker;

import org.jspecify.annotations.NullMarked;
