/** How a worker runs OpenCode: the program or the server, its sandbox and limits, what it may do. */
@NullMarked
package io.codefleet.agent.opencode.settings;

import org.jspecify.annotations.NullMarked;
