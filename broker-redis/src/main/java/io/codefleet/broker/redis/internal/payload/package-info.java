/** Content on its way to Redis and back. Knows the codec, and nothing of scripts. */
@NullMarked
package io.codefleet.broker.redis.internal.payload;

import org.jspecify.annotations.NullMarked;
