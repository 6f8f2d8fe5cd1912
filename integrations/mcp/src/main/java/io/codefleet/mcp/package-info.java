/**
 * A fleet as a server of the Model Context Protocol. {@link io.codefleet.mcp.FleetMcpServer} offers it on standard input and
 * output or by HTTP.
 */
@NullMarked
package io.codefleet.mcp;

import org.jspecify.annotations.NullMarked;
