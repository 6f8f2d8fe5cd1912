/**
 * The JSON Schema that a task wants its answer to fit: how it is asked for, and what is wrong with an answer. Knows nothing of
 * agents.
 */
@NullMarked
package io.codefleet.agent.worker.schema;

import org.jspecify.annotations.NullMarked;
