package io.codefleet.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Decides who sends a request to the control plane of an application, and what they may do. The security of the application has
 * authenticated the request before. A bean of this type takes the place of the one that asks for the roles in the properties {@code
 * codefleet.control.roles.*}. It is called on a request thread and may block.
 */
@FunctionalInterface
public interface ControlIdentity {
    /** Returns the user; empty if the sender may not use the control plane. */
    Optional<ControlUser> identify(HttpServletRequest request);
}
