@NullMarked
package io.codefleet.faults.checker;

import org.jspecify.annotations.NullMarked;
