/**
 * What a host application touches: tasks and their outcomes, the client, workers and their handlers, events. Values are
 * immutable; everything that waits returns a Vert.x {@code Future}.
 */
@NullMarked
package io.codefleet;

import org.jspecify.annotations.NullMarked;
