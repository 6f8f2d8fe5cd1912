/** The HTTP server: its certificate and its limits of connections. */
@NullMarked
package io.codefleet.control.server;

import org.jspecify.annotations.NullMarked;
