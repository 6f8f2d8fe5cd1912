/** What agents find in code, and the forms in which tools and people read it. */
@NullMarked
package io.codefleet.samples.findings;

import org.jspecify.annotations.NullMarked;
