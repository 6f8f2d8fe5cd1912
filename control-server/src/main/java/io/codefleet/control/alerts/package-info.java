/** Alert rules over the fleet, the state of alerts in the broker, and their delivery. Figures of the fleet come in, messages go out. */
@NullMarked
package io.codefleet.control.alerts;

import org.jspecify.annotations.NullMarked;
