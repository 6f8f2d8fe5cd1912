/**
 * How content leaves this process: {@link io.codefleet.codec.PayloadCodec}, with one that encrypts. Knows of tasks no more than
 * their ids.
 */
@NullMarked
package io.codefleet.codec;

import org.jspecify.annotations.NullMarked;
