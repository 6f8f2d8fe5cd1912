/**
 * The broker over Redis or Valkey. Each atomic step is one Lua script in the resources.
 */
@NullMarked
package io.codefleet.broker.redis;

import org.jspecify.annotations.NullMarked;
