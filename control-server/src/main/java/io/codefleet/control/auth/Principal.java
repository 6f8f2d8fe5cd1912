package io.codefleet.control.auth;

/**
 * An authenticated caller.
 *
 * @param actor the name that the audit shows
 * @param role what the caller may do
 * @param keyId the id of the API key that they hold; empty for a caller who needs none
 */
public record Principal(String actor, Role role, String keyId) {}
