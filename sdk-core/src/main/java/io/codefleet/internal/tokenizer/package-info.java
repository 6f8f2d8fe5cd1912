/** Counts tokens with the public tables of OpenAI's models. Knows nothing of tasks. */
@NullMarked
package io.codefleet.internal.tokenizer;

import org.jspecify.annotations.NullMarked;
