/**
 * Measures a fleet end to end, submit to outcome, and a bare loop of Redis calls in the same run. Plain main classes; no part
 * of the tests.
 */
@NullMarked
package io.codefleet.benchmarks;

import org.jspecify.annotations.NullMarked;
