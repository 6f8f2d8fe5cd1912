/** What is in {@code deploy/} against what the processes of a fleet show. */
@NullMarked
package io.codefleet.launcher.deploy;

import org.jspecify.annotations.NullMarked;
