/** Tasks, workers and events as Redis holds them, and as the SDK knows them. */
@NullMarked
package io.codefleet.broker.redis.internal.record;

import org.jspecify.annotations.NullMarked;
