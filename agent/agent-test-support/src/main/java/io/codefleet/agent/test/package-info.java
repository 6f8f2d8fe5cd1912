/** Fixtures of the tests of agents and workers. */
@NullMarked
package io.codefleet.agent.test;

import org.jspecify.annotations.NullMarked;
