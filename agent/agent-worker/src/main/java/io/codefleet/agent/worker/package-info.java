/**
 * The worker process: it starts the agent, joins the fleet, runs each task as a turn of the agent in a folder, and shuts down
 * gracefully.
 */
@NullMarked
package io.codefleet.agent.worker;

import org.jspecify.annotations.NullMarked;
