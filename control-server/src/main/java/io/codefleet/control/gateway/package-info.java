/** The gateway: the broker of the fleet for machines that reach nothing but the control plane. */
@NullMarked
package io.codefleet.control.gateway;

import org.jspecify.annotations.NullMarked;
