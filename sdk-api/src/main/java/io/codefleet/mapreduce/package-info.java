/**
 * Map-reduce over a fleet: {@link io.codefleet.mapreduce.MapReduce} and what it is made of. Values only; the engine is in the
 * core.
 */
@NullMarked
package io.codefleet.mapreduce;

import org.jspecify.annotations.NullMarked;
