/** Meters of a worker and its fleet, for the registry of any host. */
@NullMarked
package io.codefleet.micrometer;

import org.jspecify.annotations.NullMarked;
