/** A Spring Boot application that gives reviews to agents, and counts lines itself. */
@NullMarked
package io.codefleet.samples.spring;

import org.jspecify.annotations.NullMarked;
