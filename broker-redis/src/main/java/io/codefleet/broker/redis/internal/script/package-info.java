/** The Lua scripts, one a file, and how they are called. */
@NullMarked
package io.codefleet.broker.redis.internal.script;

import org.jspecify.annotations.NullMarked;
