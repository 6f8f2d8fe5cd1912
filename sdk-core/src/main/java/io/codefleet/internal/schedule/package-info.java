/**
 * Submits what is due by the clock, a time ahead. Uses the client as any host does: that a time runs once follows from the id
 * of its task.
 */
@NullMarked
package io.codefleet.internal.schedule;

import org.jspecify.annotations.NullMarked;
