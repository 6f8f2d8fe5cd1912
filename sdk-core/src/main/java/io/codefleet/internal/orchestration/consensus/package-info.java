/**
 * The run of a consensus: asks the voters as children of the run, has their votes counted, and continues with further rounds. How
 * votes are counted is in {@code count}.
 */
@NullMarked
package io.codefleet.internal.orchestration.consensus;

import org.jspecify.annotations.NullMarked;
