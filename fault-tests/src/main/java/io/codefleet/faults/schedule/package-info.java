/** What befalls a fleet, and when: all of it comes from a seed. */
@NullMarked
package io.codefleet.faults.schedule;

import org.jspecify.annotations.NullMarked;
