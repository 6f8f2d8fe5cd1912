/**
 * The binary form of changes, requests and replies: fields with numbers, of which a reader skips those it does not know. A number is
 * never used again for something else.
 */
@NullMarked
package io.codefleet.broker.log.codec;

import org.jspecify.annotations.NullMarked;
