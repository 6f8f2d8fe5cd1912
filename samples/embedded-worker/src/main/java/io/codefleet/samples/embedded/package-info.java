/** A host that runs an OpenCode worker in its own JVM. */
@NullMarked
package io.codefleet.samples.embedded;

import org.jspecify.annotations.NullMarked;
