package io.codefleet.control.auth;

/**
 * An authenticated caller.
 *
 * @param actor the name that the audit shows
 * @param role what the caller may do
 */
public record Principal(String actor, Role role) {}
