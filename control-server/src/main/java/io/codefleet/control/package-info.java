/**
 * The control plane of a fleet: a REST API, live streams and a dashboard. A host starts {@link
 * io.codefleet.control.ControlServer}, or mounts its router behind its own security.
 */
@NullMarked
package io.codefleet.control;

import org.jspecify.annotations.NullMarked;
