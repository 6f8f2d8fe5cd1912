/**
 * Patterns that select files by their paths, as the artifacts of a task do. Matching takes time in proportion to the path, whatever
 * the pattern.
 */
@NullMarked
package io.codefleet.glob;

import org.jspecify.annotations.NullMarked;
