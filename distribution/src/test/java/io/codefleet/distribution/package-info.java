@NullMarked
package io.codefleet.distribution;

import org.jspecify.annotations.NullMarked;
