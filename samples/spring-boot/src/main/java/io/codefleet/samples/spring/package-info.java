/** A Spring Boot application that submits reviews and runs them. */
@NullMarked
package io.codefleet.samples.spring;

import org.jspecify.annotations.NullMarked;
