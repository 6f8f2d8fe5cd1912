/**
 * The worker runtime: claims tasks under leases, runs them by handlers, renews, reports, drains. {@code FleetWorker} is what
 * the host holds; {@code ClaimReportLoop} talks to the broker; {@code AttemptRun} is one attempt's life.
 */
@NullMarked
package io.codefleet.internal.worker;

import org.jspecify.annotations.NullMarked;
