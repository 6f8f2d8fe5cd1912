/** An agent as a worker sees it: the turns it runs, the events of a turn, and what limits and permits them. */
@NullMarked
package io.codefleet.agent;

import org.jspecify.annotations.NullMarked;
