/**
 * Programs that measure the brokers. No test runs them.
 */
@NullMarked
package io.codefleet.benchmarks;

import org.jspecify.annotations.NullMarked;
