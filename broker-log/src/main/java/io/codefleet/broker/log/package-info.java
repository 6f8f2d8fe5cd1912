/**
 * The log on which a broker keeps its state: what the author of a log implements. {@link io.codefleet.broker.log.BrokerLog} is one
 * namespace's log as one process sees it; {@code codefleet-broker-log-tck} tests an implementation.
 */
@NullMarked
package io.codefleet.broker.log;

import org.jspecify.annotations.NullMarked;
