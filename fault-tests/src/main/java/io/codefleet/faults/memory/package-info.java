/** The same clients, workers and checker in one JVM over the in-memory broker, where calls and answers are lost on the way. */
@NullMarked
package io.codefleet.faults.memory;

import org.jspecify.annotations.NullMarked;
