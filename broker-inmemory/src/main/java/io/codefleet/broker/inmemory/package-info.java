/**
 * The broker of one JVM: the same semantics as any other, with a clock that a test can turn.
 */
@NullMarked
package io.codefleet.broker.inmemory;

import org.jspecify.annotations.NullMarked;
