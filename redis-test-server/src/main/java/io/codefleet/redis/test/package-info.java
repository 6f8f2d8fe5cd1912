/**
 * Finds or starts a Redis for tests, and breaks it where a test asks for that.
 */
@NullMarked
package io.codefleet.redis.test;

import org.jspecify.annotations.NullMarked;
