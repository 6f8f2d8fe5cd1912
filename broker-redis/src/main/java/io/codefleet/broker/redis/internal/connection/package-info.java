/**
 * Connections to Redis that reconnect by themselves: one for commands, one for messages, some for calls that block. Knows nothing of
 * tasks.
 */
@NullMarked
package io.codefleet.broker.redis.internal.connection;

import org.jspecify.annotations.NullMarked;
