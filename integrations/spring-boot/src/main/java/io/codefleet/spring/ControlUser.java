package io.codefleet.spring;

import io.codefleet.control.auth.Role;

/**
 * Person or program that uses the control plane of an application.
 *
 * @param name the name, which the audit shows as {@code NAME#jwt}
 * @param role what the user may do
 */
public record ControlUser(String name, Role role) {}
