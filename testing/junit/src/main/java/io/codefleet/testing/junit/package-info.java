/**
 * A fleet within a JUnit test: {@link io.codefleet.testing.junit.FleetExtension} starts it, {@link
 * io.codefleet.testing.junit.ScriptedAgent} answers its tasks, {@link io.codefleet.testing.junit.FleetClock} turns its time, and {@link
 * io.codefleet.testing.junit.FleetAssertions} checks what came of it.
 */
@NullMarked
package io.codefleet.testing.junit;

import org.jspecify.annotations.NullMarked;
