/** Live streams of events and progress to watchers that may be slow. */
@NullMarked
package io.codefleet.control.stream;

import org.jspecify.annotations.NullMarked;
