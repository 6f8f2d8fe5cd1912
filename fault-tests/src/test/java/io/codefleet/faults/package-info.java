@NullMarked
package io.codefleet.faults;

import org.jspecify.annotations.NullMarked;
