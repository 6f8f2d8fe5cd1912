@NullMarked
package io.codefleet.redis.test;

import org.jspecify.annotations.NullMarked;
