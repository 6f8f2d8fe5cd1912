/** The broker over NATS JetStream: its log is a stream, and all processes that reach the servers are one fleet. */
@NullMarked
package io.codefleet.broker.nats;

import org.jspecify.annotations.NullMarked;
