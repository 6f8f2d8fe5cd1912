/**
 * What can go wrong, as types: every exception of the SDK extends {@link io.codefleet.error.CodefleetException} and says
 * whether trying again can help. A leaf package: it knows no other type of the SDK.
 */
@NullMarked
package io.codefleet.error;

import org.jspecify.annotations.NullMarked;
