/** What the URI of a Redis says: where it is, how to enter it, what to ask of it. Makes no connections. */
@NullMarked
package io.codefleet.broker.redis.internal.address;

import org.jspecify.annotations.NullMarked;
