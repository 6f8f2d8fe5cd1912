package io.codefleet.control.gateway;

import io.codefleet.control.auth.Principal;
import io.vertx.core.Future;

/** Knows whether the key of a connected client is still accepted. */
@FunctionalInterface
public interface KeyCheck {
    /** Returns whether the credentials of a caller are accepted now. */
    Future<Boolean> isAccepted(Principal caller);
}
