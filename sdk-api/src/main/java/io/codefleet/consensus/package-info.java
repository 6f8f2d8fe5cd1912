/**
 * What a host says to have several agents answer one question, and what it gets back: who is asked, how their answers are
 * counted, by which rules, and the decision with every vote. Values only; the engine counts.
 */
@Experimental
@NullMarked
package io.codefleet.consensus;

import io.codefleet.annotation.Experimental;
import org.jspecify.annotations.NullMarked;
