/** Who a caller is and what they may do: roles and API keys. */
@NullMarked
package io.codefleet.control.auth;

import org.jspecify.annotations.NullMarked;
