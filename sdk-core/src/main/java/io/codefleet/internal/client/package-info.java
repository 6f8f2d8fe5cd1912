/**
 * The client: submits, waits for outcomes, reads, watches, and keeps the broker's house in order. The way of a submit begins in
 * {@code FleetClient} and ends in {@code OutcomeWaiter}.
 */
@NullMarked
package io.codefleet.internal.client;

import org.jspecify.annotations.NullMarked;
