/**
 * Submits streams of tasks of any length in bounded memory. Knows the broker's answers and nothing else of the client, which
 * gives it a way to submit one batch.
 */
@NullMarked
package io.codefleet.internal.bulk;

import org.jspecify.annotations.NullMarked;
