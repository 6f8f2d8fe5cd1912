/** A broker that writes down what a worker claims and reports, under the words of the broker SPI. */
@NullMarked
package io.codefleet.faults.recording;

import org.jspecify.annotations.NullMarked;
