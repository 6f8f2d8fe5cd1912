package io.codefleet.control.auth;

/** Credentials that are not accepted, with the reason. */
public final class CredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CredentialsFault fault;

    /** Reason for which credentials are not accepted. */
    public enum CredentialsFault {
        /** The token has ended. */
        EXPIRED,
        /** The token begins later, or was issued later, by the clock of this server. */
        NOT_YET_VALID,
        /** The token is for another service. */
        WRONG_AUDIENCE,
        /** Somebody else issued the token. */
        WRONG_ISSUER,
        /** The issuer has no such key. */
        UNKNOWN_KEY,
        /** The token is malformed, not signed, signed by an algorithm that is not accepted, or its signature is wrong. */
        REFUSED,
        /** The token is valid and maps to no role. */
        NO_ROLE,
        /** The token is valid, for other namespaces. */
        OTHER_NAMESPACE,
        /** The keys of the issuer cannot be read now. */
        KEYS_UNAVAILABLE
    }

    CredentialsException(CredentialsFault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    /** Returns why. */
    public CredentialsFault fault() {
        return fault;
    }
}
