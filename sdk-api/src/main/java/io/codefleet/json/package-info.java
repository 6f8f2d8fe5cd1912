/**
 * The JSON form of the values, for brokers, the command line and web clients. Every top-level object carries its version
 * {@code v}; unknown fields are ignored, so that a fleet can be upgraded a machine at a time. Durations are milliseconds, with
 * {@code Ms} in the name; instants are milliseconds since 1970; empty and absent values are left out.
 */
@NullMarked
package io.codefleet.json;

import org.jspecify.annotations.NullMarked;
