/**
 * The conformance kit: abstract tests, one a capability. A broker that passes them is a broker.
 */
@NullMarked
package io.codefleet.broker.tck;

import org.jspecify.annotations.NullMarked;
