/** How much of a model's window a text takes. Knows nothing of tasks; whatever cuts or joins prompts may use it. */
@NullMarked
package io.codefleet.tokens;

import org.jspecify.annotations.NullMarked;
