/**
 * A model server that speaks the OpenAI protocol and answers from a script.
 */
@NullMarked
package io.codefleet.model.scripted;

import org.jspecify.annotations.NullMarked;
