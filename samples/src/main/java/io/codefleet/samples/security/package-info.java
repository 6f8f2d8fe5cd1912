/** A codebase is searched for security flaws, a task a file; {@link io.codefleet.samples.security.SecurityAnalysis} is the program. */
@NullMarked
package io.codefleet.samples.security;

import org.jspecify.annotations.NullMarked;
