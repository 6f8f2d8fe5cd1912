/**
 * What an in-memory namespace holds: tasks, lanes, leases, workers, events. One lock guards it all; {@code NamespaceStore} is the
 * only way in.
 */
@NullMarked
package io.codefleet.broker.inmemory.internal;

import org.jspecify.annotations.NullMarked;
