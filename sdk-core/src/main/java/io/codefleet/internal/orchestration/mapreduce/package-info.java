/**
 * The engine of {@link io.codefleet.mapreduce.MapReduce}: items come from a source, become children of the run, are put back into
 * their order, and reduced.
 */
@NullMarked
package io.codefleet.internal.orchestration.mapreduce;

import org.jspecify.annotations.NullMarked;
