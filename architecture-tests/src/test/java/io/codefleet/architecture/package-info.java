/**
 * Rules that hold over all modules: who may depend on whom, and what must not block.
 */
@NullMarked
package io.codefleet.architecture;

import org.jspecify.annotations.NullMarked;
