/** The broker of a machine that reaches nothing but a control plane: {@code https://host/…}. */
@NullMarked
package io.codefleet.broker.gateway;

import org.jspecify.annotations.NullMarked;
