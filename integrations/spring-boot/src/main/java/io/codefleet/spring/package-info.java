/** Auto-configuration of Spring Boot: a fleet client, and workers from methods of beans. */
@NullMarked
package io.codefleet.spring;

import org.jspecify.annotations.NullMarked;
