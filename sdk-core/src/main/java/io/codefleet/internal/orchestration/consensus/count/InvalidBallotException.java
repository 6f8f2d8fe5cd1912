package io.codefleet.internal.orchestration.consensus.count;

/** An answer lacks what is counted. Stays within the engine: it becomes an abstention. */
final class InvalidBallotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidBallotException(String message) {
        super(message, null, false, false);
    }
}
