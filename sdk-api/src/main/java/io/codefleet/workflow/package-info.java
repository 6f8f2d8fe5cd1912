/**
 * What a host says to have several steps run in an order, and what it sees of such a run: the definition, its check, the state
 * of each step, pictures. Values only, but for {@link io.codefleet.workflow.Workflows}, which is the way to the engine.
 */
@NullMarked
package io.codefleet.workflow;

import org.jspecify.annotations.NullMarked;
