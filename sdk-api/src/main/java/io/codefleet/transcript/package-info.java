/** Transcripts of attempts: their steps, how they are kept as documents of the attempt, and how people read them. */
@NullMarked
package io.codefleet.transcript;

import org.jspecify.annotations.NullMarked;
